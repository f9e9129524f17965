from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.core.slug import slug
from grader.reports.page_keys import KeptPages, PageKeys
from grader.reports.write_reports import write_reports


@pytest.fixture
def write(case: Any, tmp_path: Path) -> Any:
    """Write the case's pages, with what was kept the last time, and return the names of the written files and what to keep."""

    def once(before: dict[str, str], **changes: Any) -> tuple[set[str], dict[str, str]]:
        keys = PageKeys(KeptPages(before))
        given = {"marks": case.marks, "evidence": case.evidence, "generated_at": "then", "notebooks": case.notebooks} | changes
        paths = write_reports(
            tmp_path, case.course, case.roster, yardsticks=case.yardsticks, sandbox="bubblewrap", heldout=case.heldout, keys=keys,
            **given,
        )  # fmt: skip
        return {str(path.relative_to(tmp_path)) for path in paths}, keys.now

    return once


def test_pages_that_state_the_same_are_left_as_they_are(write: Any) -> None:
    everything, kept = write({})
    assert len(everything) > 6
    assert write(kept, generated_at="now") == (set(), kept)


def test_a_mark_that_moves_moves_its_group_and_the_course(case: Any, write: Any) -> None:
    _, kept = write({})
    mark = next(one for one in case.marks if one.percent is not None or one.components[0].points is not None)
    first = replace(mark.components[0], points=Decimal("0.25"))
    marks = [replace(one, components=(first, *one.components[1:])) if one is mark else one for one in case.marks]
    written, _ = write(kept, marks=marks)
    name = slug(mark.student.group)
    assert {"index.html", "students.html", f"groups/{name}.html", f"groups/{name}.md", f"staff/{name}.html"} <= written
    assert all(path in {"index.html", "students.html"} or name in path for path in written)


def test_evidence_that_was_measured_anew_is_shown(case: Any, write: Any) -> None:
    _, kept = write({})
    group, evidence = next(iter(case.evidence.items()))
    again = replace(evidence, provenance=replace(evidence.provenance, measured_at="2027-01-10T00:00:00+00:00"))
    written, _ = write(kept, evidence={**case.evidence, group: again})
    assert f"groups/{slug(group)}.html" in written


@pytest.mark.parametrize("lost", ["staff/{}.html", "groups/{}.md", "groups/{}.html"])
def test_a_page_that_was_deleted_is_written_again(case: Any, write: Any, tmp_path: Path, lost: str) -> None:
    _, kept = write({})
    name = lost.format(slug(case.roster.groups[0].id))
    (tmp_path / name).unlink()
    assert name in write(kept)[0]
    assert (tmp_path / name).is_file()


def test_another_program_writes_everything_anew(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    everything, kept = write({})
    monkeypatch.setattr("grader.reports.page_key._program", lambda: "another")
    assert write(kept)[0] == everything
