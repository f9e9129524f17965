"""One warm sandbox and one process of tests for all assignments; small assignments written where they are used."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.assignments.assignment import Assignment, AssignmentLimits
from grader.assignments.grade_submission import Desk, Proven, grade_submission, prove
from grader.assignments.handed_in import HandedIn
from grader.assignments.open_assignment import read_assignment
from grader.assignments.percent_source import percent_source
from grader.assignments.release import release
from grader.assignments.test_process import TestProcess
from grader.core.assignment import AssignmentResult
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.warm import LIGHT

QUICK = AssignmentLimits(seconds=40, cell_seconds=3, call_seconds=3, test_seconds=40)


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """A desk behind the real wall, without TensorFlow: the exercises need NumPy and Matplotlib only."""
    walled = find_bubblewrap() is not None
    plan = ServerPlan(walled=walled, preload=LIGHT)
    with ForkServer(plan, name="fork-server" if walled else "none") as sandbox, TestProcess() as worker:
        yield Desk(sandbox, worker, 42, lambda: "2027-01-09T00:00:00+00:00")


Write = Callable[..., Assignment]


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Return a function that writes an assignment's folder and reads it."""

    def make(source: str, tests: str = "", name: str = "hw1") -> Assignment:
        folder = tmp_path_factory.mktemp("assignments") / name
        folder.mkdir()
        (folder / "source.py").write_text(source, encoding="utf-8")
        if tests:
            (folder / "tests.py").write_text(tests, encoding="utf-8")
        return replace(read_assignment(folder), limits=QUICK)

    return make


@pytest.fixture(scope="session")
def notebook() -> Callable[[str], bytes]:
    """Return a function that makes a student's notebook of percent-format text."""
    return lambda text: json.dumps(percent_source(Path("student.py"), text)).encode()


@pytest.fixture
def hand_in(desk: Desk, notebook: Callable[[str], bytes]) -> Callable[..., AssignmentResult]:
    """Return a function that grades a text (or bytes) for a proven assignment."""

    def grade(proven: Proven, work: str | bytes, student: str = "s1") -> AssignmentResult:
        body = notebook(work) if isinstance(work, str) else work
        return grade_submission(proven, HandedIn(student, "hw1.ipynb", body), desk)

    return grade


@pytest.fixture(scope="session")
def proven(desk: Desk, write: Write) -> Callable[..., Proven]:
    """Return a function that writes an assignment and proves its reference solution."""
    return lambda source, tests="": prove(write(source, tests), desk)


@pytest.fixture
def student_version() -> Callable[[Proven], bytes]:
    """Return a function that gives the untouched student version."""
    return lambda proven: release(proven.assignment.source)


@pytest.fixture
def points() -> Callable[[AssignmentResult], dict[str, Any]]:
    """Return a function that gives a result's points by task."""
    return lambda result: {task.id: task.points for task in result.tasks}


@pytest.fixture(scope="session")
def make_repository() -> Callable[..., Path]:
    """Return a function that makes a Git repository of one commit from file names and contents."""

    def make(folder: Path, files: dict[str, bytes]) -> Path:
        for name, body in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(body)
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        for command in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "work")):
            subprocess.run(["git", "-C", str(folder), *identity, *command], check=True)
        return folder

    return make
