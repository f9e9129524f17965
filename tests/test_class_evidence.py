from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.evidence import Evidence
from grader.course import judge_course, open_course
from grader.gradebook.store import Store


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often the class is compared, group with group."""
    from grader.checks.class_standing import with_standing

    seen: list[int] = []

    def counted(evidence: dict[str, Evidence], *rest: Any, **more: Any) -> dict[str, Evidence]:
        seen.append(len(evidence))
        return with_standing(evidence, *rest, **more)

    monkeypatch.setattr("grader.class_evidence.with_standing", counted)
    return seen


def test_standings_are_recalled_until_some_evidence_changes(measured: Path, placed: list[int]) -> None:
    first = judge_course(open_course(measured))
    assert judge_course(open_course(measured)).evidence == first.evidence
    assert placed == []
    with Store.open(measured) as store:
        known = store.latest("g03")
        assert known is not None
        store.put_evidence("again", replace(known, provenance=replace(known.provenance, measured_at="2027-02-01T00:00:00+00:00")))
        store.set_latest("g03", "again")
    judge_course(open_course(measured))
    assert placed == [3]


def test_a_look_writes_nothing(measured: Path, placed: list[int], snapshot: Any) -> None:
    with Store.open(measured) as store:
        store.remember("standings", "of another class", "{}")
    before = snapshot(measured)
    judge_course(open_course(measured), write=False)
    assert (placed, snapshot(measured)) == ([3], before)


def test_standings_that_cannot_be_read_are_worked_out_anew(measured: Path, placed: list[int]) -> None:
    first = judge_course(open_course(measured))
    with Store.open(measured) as store:
        store._database.write("UPDATE derived SET document = '{\"g01\": 5}' WHERE name = 'standings'")
    assert judge_course(open_course(measured)).evidence == first.evidence
    assert placed == [3]


def test_evidence_of_other_digits_counts_as_not_measured(measured: Path) -> None:
    with np.load(measured / "heldout.npz") as old:
        np.savez(measured / "heldout.npz", images=old["images"][::-1], labels=old["labels"][::-1])
    graded = judge_course(open_course(measured))
    assert graded.evidence == {}
    assert {mark.percent for mark in graded.marks} == {None}
    assert graded.warnings[0] == (
        "3 groups were measured on other held-out digits than there are now: not measured yet; run grader grade-all"
    )


def test_a_group_measured_on_the_new_digits_is_compared_with_no_other(measured: Path) -> None:
    with np.load(measured / "heldout.npz") as old:
        np.savez(measured / "heldout.npz", images=old["images"][::-1], labels=old["labels"][::-1])
    with Store.open(measured) as store:
        known = store.latest("g03")
        assert known is not None
        here = replace(known.provenance, dataset_sha256=open_course(measured).heldout().sha256)
        store.put_evidence("again", replace(known, provenance=here))
        store.set_latest("g03", "again")
    graded = judge_course(open_course(measured))
    assert list(graded.evidence) == ["g03"]
    assert graded.warnings[0].startswith("2 groups were measured")
