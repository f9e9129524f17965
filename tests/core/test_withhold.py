"""What is held back is gone, with all that it could be worked out from, and the rest stays."""

from __future__ import annotations

from decimal import Decimal

from grader.core.roster import Student
from grader.core.rubric import Component, Course, Criterion, Per, Source
from grader.core.scores import ComponentScore, CriterionScore, Mark, State
from grader.core.select_top import SelectTop
from grader.core.withhold import withhold

D = Decimal
FULL = State.FULLY_GRADED


def component(name: str, *criteria: Criterion, **more: object) -> Component:
    return Component(name, name.title(), D(50), Source.REPOSITORY, Per.GROUP, criteria=criteria, **more)  # type: ignore[arg-type]


def criterion(name: str, *requires: str) -> Criterion:
    return Criterion(name, name.title(), D(10), check="accuracy", requires=requires)


def score(name: str, points: int, **more: object) -> CriterionScore:
    return CriterionScore(name, name.title(), D(points), D(10), FULL, f"why {name}", "rule", 0.9, (0.8, 0.95), **more)  # type: ignore[arg-type]


def parent(name: str, *criteria: CriterionScore, parts: tuple[ComponentScore, ...] = ()) -> ComponentScore:
    return ComponentScore(name, name.title(), D(12), D(30), D(50), FULL, "10 % off", criteria, parts)


def mark(*components: ComponentScore) -> Mark:
    return Mark(Student("s1", "Ann", "", "g1"), components, D(77), "77", FULL, "not passed", "c" * 40)


WORK = component("work", criterion("accuracy"), criterion("speed", "accuracy"), criterion("more", "speed"), criterion("style"))
OTHER = component("other", criterion("style"))
COURSE = Course("Course", (WORK, OTHER))
MARK = mark(parent("work", score("accuracy", 9), score("speed", 0), score("more", 0), score("style", 7, dropped=True)),
            parent("other", score("style", 3)))  # fmt: skip


def test_a_criterion_takes_with_it_who_requires_it_its_components_points_and_the_total() -> None:
    found = withhold(COURSE, MARK, {"work.accuracy": "later"}, "held back")
    work, other = found.components
    assert other == MARK.components[1]
    assert [(one.points, one.value, one.interval, one.rule) for one in work.criteria[:3]] == [(None, None, None, "")] * 3
    assert [one.reason for one in work.criteria] == ["later", "waits for Accuracy", "waits for Speed", "why style"]
    assert (work.points, work.reason, work.state, work.percent) == (None, "", State.NOT_READY, None)
    assert (work.criteria[3].points, work.criteria[3].dropped) == (D(7), False)
    assert (found.percent, found.grade, found.state, found.note) == (None, None, State.NOT_READY, "held back")
    assert found.commit == MARK.commit


def test_where_nothing_is_held_back_the_mark_is_the_same() -> None:
    assert withhold(COURSE, MARK, {}, "held back") is MARK
    assert withhold(COURSE, MARK, {"elsewhere.accuracy": "later"}, "held back") is MARK


def test_which_alternative_a_group_does_is_not_told_where_a_result_decides_it() -> None:
    rule = SelectTop(2, "work.accuracy", "talk")
    choice = component(
        "choice", components=(component("talk", criterion("style")), component("poster", criterion("style"))), select=rule
    )
    scored = mark(MARK.components[0], parent("choice", parts=(parent("talk", score("style", 5)),)))
    found = withhold(Course("Course", (WORK, choice)), scored, {"work.accuracy": "later"}, "held back")
    assert found.components[1].components == ()
    assert found.components[1].points is None
