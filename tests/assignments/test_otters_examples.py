"""Otter's own example submissions, unchanged: set OTTER_REPOSITORY to a checkout of ucbds-infra/otter-grader. None lies here."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from grader.assignments.grade_submission import Desk, Proven, grade_submission, prove
from grader.assignments.handed_in import HandedIn
from grader.assignments.open_assignment import read_assignment

TOP = Path(os.environ.get("OTTER_REPOSITORY", "/nowhere")) / "test"
GRADED, WRITTEN = TOP / "test_grade" / "files", TOP / "test_assign" / "files"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not GRADED.is_dir(), reason="OTTER_REPOSITORY names no checkout of Otter-Grader"),
]
_NOTEBOOKS = sorted(path.stem for path in (GRADED / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def hw(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Proven:
    folder = tmp_path_factory.mktemp("otter") / "hw"
    shutil.copytree(GRADED / "tests", folder / "tests")
    (folder / "tests" / "q7.py").unlink()  # it asks for a library that is not installed here
    shutil.copy(GRADED / "notebooks" / "passesAll.ipynb", folder / "source.ipynb")
    return prove(read_assignment(folder), desk)


@pytest.mark.parametrize("name", _NOTEBOOKS)
def test_the_same_cases_fail_as_in_otters_own_results(name: str, hw: Proven, desk: Desk) -> None:
    result = grade_submission(hw, HandedIn("s1", name, (GRADED / "notebooks" / f"{name}.ipynb").read_bytes()), desk)
    ours = {task.id: len(task.detail.splitlines()) if task.detail else 0 for task in result.tasks}
    said = (GRADED / "results" / f"{name}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^(\w+) results:", said, flags=re.MULTILINE)
    theirs = {question: text.count("Test case failed") for question, text in zip(parts[1::2], parts[2::2], strict=True)}
    assert ours == {question: failed for question, failed in theirs.items() if question != "q7"}


@pytest.mark.parametrize("kind", ["example", "exception", "gs", "otter", "pdf", "jupyterlite"])
def test_what_otter_assign_writes_is_graded_and_its_solution_gets_everything(kind: str, desk: Desk, tmp_path: Path) -> None:
    written = WRITTEN / f"{kind}-correct" / "autograder"
    shutil.copy(next(written.glob("*.ipynb")), tmp_path / "source.ipynb")
    if (written / "tests").is_dir():
        shutil.copytree(written / "tests", tmp_path / "tests")
    beside = [path.name for path in written.iterdir() if path.suffix in {".csv", ".py"}]
    for file in beside:
        shutil.copy(written / file, tmp_path / file)
    (tmp_path / "assignment.yaml").write_text(f"files: [{', '.join(beside)}]\n", encoding="utf-8")
    prove(read_assignment(tmp_path), desk)
