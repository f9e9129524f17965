"""Twelve exercises as a course has them: reference, good, partly right, cheating and untouched, each graded for real."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from grader.assignments.grade_submission import Desk, Proven, grade_submission, prove
from grader.assignments.handed_in import HandedIn
from grader.assignments.open_assignment import read_assignment
from grader.assignments.reference_run import ReferenceRun
from grader.assignments.release import release
from grader.core.assignment import AssignmentResult
from grader.core.evidence import RunStatus

pytestmark = pytest.mark.slow

EXERCISES = sorted(path.name for path in Path(__file__, "..", "exercises").resolve().iterdir() if path.is_dir())


@dataclass(frozen=True)
class Exercise:
    """One exercise, proven, and a way to hand in one of its answers."""

    proven: Proven
    grade: Callable[[bytes], AssignmentResult]

    @property
    def maximum(self) -> Decimal:
        return self.grade(release(self.proven.assignment.source)).maximum


@pytest.fixture(params=EXERCISES)
def exercise(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Exercise]:
    assignment = read_assignment(Path(__file__).parent / "exercises" / request.param)
    assignment = replace(assignment, limits=replace(assignment.limits, seconds=60, cell_seconds=20, call_seconds=3))
    with ReferenceRun(assignment, desk.sandbox) as reference:
        table = replace(desk, reference=reference.ask)
        proven = prove(assignment, table)
        yield Exercise(proven, lambda body: grade_submission(proven, HandedIn("s1", "x.ipynb", body), table))


def test_an_exercise_gives_each_answer_what_it_deserves(exercise: Exercise, notebook: Callable[[str], bytes]) -> None:
    folder = exercise.proven.assignment.source.path.parent
    texts = {name: (folder / f"{name}.py").read_text(encoding="utf-8") for name in ("good", "partly", "cheat")}
    untouched = exercise.grade(release(exercise.proven.assignment.source))
    assert untouched.status is RunStatus.OK
    assert untouched.points == 0
    assert all(task.message for task in untouched.tasks)
    good = exercise.grade(notebook(texts["good"]))
    assert good.points == good.maximum, good
    earns = re.search(r"# earns ([\d.]+)", texts["partly"])
    assert earns
    assert exercise.grade(notebook(texts["partly"])).points == Decimal(earns[1])
    cheat = exercise.grade(notebook(texts["cheat"]))
    assert [task.id for task in cheat.tasks if task.points] == []


def test_there_are_twelve() -> None:
    assert len(EXERCISES) >= 12
