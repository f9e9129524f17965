"""nbgrader's own example course, unchanged: set NBGRADER_REPOSITORY to a checkout of jupyter/nbgrader. None of it lies here."""

from __future__ import annotations

import json
import os
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.assignments.autotests import autotests
from grader.assignments.grade_submission import Desk, grade_submission, prove, refuse_gifts
from grader.assignments.handed_in import HandedIn
from grader.assignments.open_assignment import read_assignment
from grader.assignments.read_source import read_source
from grader.assignments.reference_run import ReferenceRun
from grader.assignments.release import release
from grader.core.assignment import AssignmentResult

TOP = Path(os.environ.get("NBGRADER_REPOSITORY", "/nowhere")) / "nbgrader"
GUIDE, FILES = TOP / "docs" / "source" / "user_guide", TOP / "tests" / "apps" / "files"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not GUIDE.is_dir(), reason="NBGRADER_REPOSITORY names no checkout of nbgrader"),
]
_AUTOTESTS = {
    "autotest-simple": {"changed": 1, "unchanged": 0},
    "autotest-hidden": {"changed-right": 1, "changed-wrong": 0, "unchanged": 0},
    "autotest-hashed": {"changed": 1, "unchanged": 0},
    "autotest-multi": {"changed": 3, "unchanged": 0},
}


def _hand_in(source: Path, folder: Path, desk: Desk, *works: Path) -> list[AssignmentResult]:
    """Grade notebooks against a source, whose reference must pass everything and whose untouched version nothing."""
    shutil.copy(source, folder / "source.ipynb")
    assignment = read_assignment(folder)
    if any(cell.earned_by_marks for cell in assignment.source.cells):
        (folder / "autotests.py").write_text(autotests(assignment.source), encoding="utf-8")
        assignment = read_assignment(folder)
    with ReferenceRun(assignment, desk.sandbox) as reference:
        table = Desk(desk.sandbox, desk.worker, desk.secret, desk.now, reference.ask)
        proven = prove(assignment, table)
        refuse_gifts(proven, table)
        return [grade_submission(proven, HandedIn("s", work.name, work.read_bytes()), table) for work in works]


@pytest.mark.parametrize("name", ["problem1", "problem2"])
def test_the_student_version_is_nbgraders_own_with_its_checksums(name: str) -> None:
    ours = json.loads(release(read_source(GUIDE / "source" / "ps1" / f"{name}.ipynb")))["cells"]
    theirs = json.loads((GUIDE / "release" / "ps1" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    for mine, cell in zip(ours, theirs[-len(ours) :], strict=True):  # before them stands nbgrader's header
        assert "".join(mine["source"]) == "".join(cell["source"])
        assert _checksum(mine) == _checksum(cell)


def _checksum(cell: Any) -> Any:
    return cell["metadata"].get("nbgrader", {}).get("checksum")


def test_the_guides_two_students_get_the_points_that_nbgrader_gave_them(desk: Desk, tmp_path: Path) -> None:
    source = GUIDE / "source" / "ps1" / "problem1.ipynb"
    works = [GUIDE / "submitted" / who / "ps1" / "problem1.ipynb" for who in ("bitdiddle", "hacker")]
    graded = _hand_in(source, tmp_path, desk, *works)
    by_machine = [sum((task.points or Decimal(0) for task in result.tasks), Decimal(0)) for result in graded]
    assert by_machine == [Decimal("1.5"), Decimal(3)]  # as its grades.csv says; the rest waits for staff


@pytest.mark.parametrize("name", _AUTOTESTS)
def test_autotests_give_what_nbgraders_own_tests_expect(name: str, desk: Desk, tmp_path: Path) -> None:
    wanted = _AUTOTESTS[name]
    graded = _hand_in(FILES / f"{name}.ipynb", tmp_path, desk, *(FILES / f"{name}-{version}.ipynb" for version in wanted))
    assert dict(zip(wanted, (result.points for result in graded), strict=True)) == wanted


@pytest.mark.parametrize("name", ["test", "test-v1", "test-v2", "test-with-output"])
def test_every_version_of_the_metadata_is_graded(name: str, desk: Desk, tmp_path: Path) -> None:
    assert _hand_in(FILES / f"{name}.ipynb", tmp_path, desk) == []
