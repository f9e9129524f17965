"""What only the evidence shapes is taken over from the page that lies there; the page is as if it were written from scratch."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.core.slug import slug
from grader.gradebook.write_file import write_file
from grader.reports.page_keys import KeptPages, PageKeys
from grader.reports.write_reports import write_reports


class Desk:
    """A folder of reports, and what is kept of them between one writing and the next."""

    def __init__(self, case: Any, folder: Path) -> None:
        self.case, self.folder, self.kept, self.times = case, folder, KeptPages(), 0

    def write(self, *, anew: bool = False, **changes: Any) -> None:
        if anew:
            self.kept = KeptPages()
        case = self.case
        given = {
            "course": case.course, "marks": case.marks, "evidence": case.evidence, "yardsticks": case.yardsticks,
            "notebooks": case.notebooks, "heldout": case.heldout, "generated_at": "now",
        } | changes  # fmt: skip
        write_reports(self.folder, roster=case.roster, sandbox="bubblewrap", keys=PageKeys(self.kept, self.keep), **given)

    def keep(self, kept: KeptPages) -> None:
        self.kept, self.times = kept, self.times + 1

    def pages(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def desk(case: Any, tmp_path: Path) -> Desk:
    return Desk(case, tmp_path / "kept")


@pytest.fixture
def fresh(case: Any, tmp_path: Path) -> Any:
    def pages(**changes: Any) -> dict[str, bytes]:
        other = Desk(case, tmp_path / "fresh")
        other.write(anew=True, **changes)
        return other.pages()

    return pages


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tell whose measured parts were made."""
    from grader.reports.measured_values import measured_values

    seen: list[str] = []

    def told(group: Any, *rest: Any, **more: Any) -> Any:
        seen.append(group.id)
        return measured_values(group, *rest, **more)

    monkeypatch.setattr("grader.reports.group_files.measured_values", told)
    return seen


def moved(case: Any) -> list[Any]:
    """Return everyone's marks with another first component, as a changed rubric makes them."""
    scores = [replace(one.components[0], points=Decimal("0.25"), reason="another rubric") for one in case.marks]
    return [replace(one, components=(score, *one.components[1:])) for one, score in zip(case.marks, scores, strict=True)]


def test_where_every_mark_moves_the_pages_are_as_written_from_scratch(
    case: Any, desk: Desk, fresh: Any, rendered: list[str]
) -> None:
    desk.write()
    assert set(rendered) == {group.id for group in case.roster.groups}
    rendered.clear()
    before = desk.pages()
    desk.write(marks=moved(case))
    assert rendered == []
    after = desk.pages()
    assert all(after[name] != before[name] for name in before if not name.endswith("notebook.html"))
    assert after == fresh(marks=moved(case))


@pytest.mark.parametrize("what", ["evidence", "yardsticks", "course", "heldout", "deadline"])
def test_a_part_is_made_again_where_what_it_states_has_changed(case: Any, desk: Desk, fresh: Any, what: str) -> None:
    group, one = next(iter(case.evidence.items()))
    again = replace(one, same_predictions=0.5, provenance=replace(one.provenance, measured_at="2027-01-10T00:00:00+00:00"))
    changes: dict[str, Any] = {
        "evidence": {**case.evidence, group: again},
        "yardsticks": {**case.yardsticks, "cnn": 0.97},
        "course": _counting_the_written_model(case.course),
        "heldout": replace(case.heldout, images=255 - case.heldout.images, sha256="other"),
        "deadline": _a_day_before(),
    }
    desk.write()
    desk.write(**{what: changes[what]})
    assert desk.pages() == fresh(**{what: changes[what]})


def _counting_the_written_model(course: Any) -> Any:
    project, exam = course.components
    criteria = [replace(one, options={"model": "written"}) if one.check == "accuracy" else one for one in project.criteria]
    return replace(course, components=(replace(project, criteria=tuple(criteria)), exam))


def _a_day_before() -> Any:
    from datetime import UTC, datetime

    return datetime(2027, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize("name", ["staff/{}.html", "groups/{}.md", "groups/{}.html", "groups/{}.notebook.html"])
def test_a_page_that_somebody_changed_is_made_again(case: Any, desk: Desk, fresh: Any, name: str) -> None:
    desk.write()
    path = desk.folder / name.format(slug(case.roster.groups[0].id))
    path.write_bytes(path.read_bytes().replace(b"0.", b"9.", 30))
    desk.write(marks=moved(case))
    assert desk.pages() == fresh(marks=moved(case))


@pytest.mark.parametrize("size", [0, 3000])
def test_half_a_page_is_made_again(case: Any, desk: Desk, fresh: Any, size: int) -> None:
    desk.write()
    path = desk.folder / "groups" / f"{slug(case.roster.groups[0].id)}.html"
    path.write_bytes(path.read_bytes()[:size])
    desk.write(marks=moved(case))
    assert desk.pages() == fresh(marks=moved(case))


def test_another_program_takes_nothing_over(case: Any, desk: Desk, rendered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write()
    rendered.clear()
    monkeypatch.setattr("grader.reports.page_key._program", lambda: "another")
    desk.write()
    assert set(rendered) == {group.id for group in case.roster.groups}


@pytest.mark.parametrize("after", [0, 1, 4, 9])
def test_who_is_interrupted_and_goes_back_trusts_no_page_of_the_other_rubric(
    case: Any, desk: Desk, fresh: Any, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    desk.write()
    left = iter(range(after))

    def until_power_fails(path: Path, data: bytes, *, durable: bool) -> Path:
        if next(left, None) is None:
            raise MachineError("the power failed")
        return write_file(path, data, durable=durable)

    with monkeypatch.context() as patched:
        patched.setattr("grader.reports.write_reports.write_file", until_power_fails)
        with pytest.raises(MachineError, match="the power failed"):
            desk.write(marks=moved(case))
    desk.write()
    assert desk.pages() == fresh()


def test_where_nothing_has_changed_nothing_is_kept_anew(desk: Desk) -> None:
    desk.write()
    before, times = desk.pages(), desk.times
    desk.write(generated_at="later")
    assert (desk.pages(), desk.times) == (before, times)
