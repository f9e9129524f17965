"""Run the public tests against one's own notebook."""

from __future__ import annotations

from pathlib import Path

from grader.assignments.assignment import Assignment
from grader.assignments.grade_submission import seed_of
from grader.assignments.handed_in import HandedIn
from grader.assignments.read_questions import read_questions
from grader.assignments.run_submission import run_submission
from grader.assignments.score_tasks import score_tasks
from grader.assignments.source import Source
from grader.assignments.test_process import TestProcess
from grader.core.assignment import AssignmentResult
from grader.core.errors import InputError
from grader.core.evidence import RunStatus
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.server_process import ServerPlan

_PRELOAD = ("nbformat", "assignment")
_FILES_BYTES = 50_000_000


def check_notebook(notebook: Path, tests: Path) -> AssignmentResult:
    """Return how the public tests end on this notebook, without a wall: the code is one's own.

    The files in `data/` beside the notebook are there in the run. Raises InputError where a file is not there.
    """
    for path in (notebook, tests):
        if not path.is_file():
            raise InputError("there is no such file", file=path, hint="name your notebook; the public tests lie beside it")
    assignment = Assignment(notebook.stem, notebook.stem, Source(notebook, (), {}), (tests,), files=_data(notebook.parent),
                            published=bool(read_questions(tests)))  # fmt: skip
    handed = HandedIn("you", notebook.name, notebook.read_bytes())
    plan = ServerPlan(walled=False, preload=_PRELOAD)
    with ForkServer(plan, name="none") as sandbox, TestProcess() as worker:
        ran = run_submission(assignment, handed, sandbox, worker, seed=seed_of(0, notebook.stem, "you"), tests=(tests,))
    tasks = score_tasks(assignment, ran, ran.tests)
    message = "" if ran.status is RunStatus.OK else f"the notebook could not be run: {ran.message}"
    return AssignmentResult(notebook.stem, "you", notebook.name, "", ran.status, message, tasks, ran.notes)


def _data(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted((folder / "data").rglob("*")) if path.is_file()]
    if sum(path.stat().st_size for path in paths) > _FILES_BYTES:
        raise InputError(f"the files are larger than {_FILES_BYTES:,} bytes together", file=folder / "data")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
