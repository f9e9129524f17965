from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from grader.checks import CHECKS
from grader.core.errors import InputError
from grader.intake.asked_weights import asked_weights, even_weights, with_weights
from grader.intake.new_course import make_new_course
from grader.intake.rubric import read_rubric

_CHECKS = {name: check.options for name, check in CHECKS.items()}
_OPEN = """\
course: x
components:
  exercises:
    weight: ask            # the course publishes none
    weights: equal
    components:
      one: {source: marks, criteria: {d: {points: 1, levels: {1: x}}}}
  project: {title: The project, weight: ask, source: marks, criteria: {d: {points: 1, levels: {1: x}}}}
"""


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    (tmp_path / "open.yaml").write_text(_OPEN)
    return tmp_path / "open.yaml"


def test_a_rubric_that_leaves_weights_open_is_refused_with_what_to_do(rubric: Path) -> None:
    with pytest.raises(InputError, match=r"open\.yaml:4: .*publishes none\n.*grader init"):
        read_rubric(rubric, checks=_CHECKS)


def test_open_weights_are_found_and_filled_in_where_they_stand(rubric: Path) -> None:
    assert [(one.path, one.title, one.line) for one in asked_weights(rubric)] == [
        ("exercises", "Exercises", 4),
        ("project", "The project", 8),
    ]
    text = with_weights(rubric, {"exercises": Decimal(60), "project": Decimal("40.0")})
    assert "weight: 60            # the course publishes none" in text
    (rubric.parent / "filled.yaml").write_text(text)
    read = read_rubric(rubric.parent / "filled.yaml", checks=_CHECKS)
    assert [component.weight for component in read.components] == [60, 40]


def test_to_look_at_a_rubric_open_weights_share_what_the_others_leave(tmp_path: Path) -> None:
    marks = "source: marks, criteria: {d: {points: 1, levels: {1: x}}}"
    parts = "".join(f"      {name}: {{weight: ask, {marks}}}\n" for name in "abc")
    text = f"course: x\ncomponents:\n  p:\n    weight: 100\n    components:\n{parts}      d: {{weight: 10, {marks}}}\n"
    (tmp_path / "r.yaml").write_text(text)
    assert even_weights(tmp_path / "r.yaml") == {"p.a": 30, "p.b": 30, "p.c": 30}
    (tmp_path / "r.yaml").write_text(text.replace("weight: 10,", "weight: 0,"))
    assert sum(even_weights(tmp_path / "r.yaml").values()) == 100


@pytest.mark.parametrize(
    ("weights", "words"),
    [({"exercises": 60}, "--weight project=…"), ({"exercises": 60, "project": 40, "exam": 3}, "leaves no such weight open")],
)
def test_a_weight_too_few_or_too_many_is_refused(rubric: Path, weights: dict[str, int], words: str) -> None:
    with pytest.raises(InputError) as caught:
        with_weights(rubric, {name: Decimal(weight) for name, weight in weights.items()})
    assert words in str(caught.value)


def test_a_new_course_says_its_title_and_deadline(tmp_path: Path) -> None:
    made = make_new_course(
        tmp_path / "c", "ncku-deep-learning", checks=_CHECKS, title='Deep "Learning" 深度學習', deadline="2026-12-31T12:00Z"
    )
    assert 'course: "Deep \\"Learning\\" 深度學習"' in made.read_text(encoding="utf-8")
    assert "deadline: 2026-12-31T12:00Z " in made.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "words"),
    [({"deadline": "2026-12-31T12:00"}, "no time zone"), ({"weights": {"exam": Decimal(1)}}, "leaves no such weight open")],
)
def test_where_something_is_wrong_nothing_is_written(tmp_path: Path, said: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as caught:
        make_new_course(tmp_path / "c", "ncku-deep-learning", checks=_CHECKS, **said)  # type: ignore[arg-type]  # by name
    assert words in str(caught.value)
    assert "/tmp" not in str(caught.value)
    assert not (tmp_path / "c").exists()


def test_a_new_course_states_the_further_deadlines_of_its_rubric(tmp_path: Path) -> None:
    made = make_new_course(tmp_path / "c", "xmu-deep-learning", checks=_CHECKS, deadline="2026-12-31T12:00Z")
    assert "deadlines: {proposal: 2026-12-31T12:00Z, poster: 2026-12-31T12:00Z} " in made.read_text(encoding="utf-8")


def test_a_workflow_comes_with_what_keeps_the_held_out_set_out_of_git(tmp_path: Path) -> None:
    make_new_course(tmp_path / "course", "ncku-deep-learning", checks=_CHECKS, workflow=True)
    made = tmp_path / "course"
    assert "repository_dispatch" in (made / ".github" / "workflows" / "grade.yml").read_text(encoding="utf-8")
    assert (made / ".gitignore").read_text(encoding="utf-8").splitlines()[1:] == ["heldout.npz", ".grader/", "out/"]
