"""Grade one submission: run it, test it, and say what it earned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.assignments.assignment import Assignment
from grader.assignments.handed_in import HandedIn
from grader.assignments.kernel import Ask
from grader.assignments.refuse_stale import refuse_stale
from grader.assignments.release import release
from grader.assignments.run_submission import Ran, run_submission
from grader.assignments.score_tasks import score_tasks
from grader.assignments.test_process import TestProcess
from grader.core.assignment import AssignmentResult, Where
from grader.core.errors import InputError, MachineError
from grader.core.evidence import RunStatus
from grader.core.rounding import at_most_four_decimals
from grader.core.show import show
from grader.sandbox.job import Sandbox


@dataclass(frozen=True)
class Desk:
    """What grading takes besides the submission: the wall, the tests' process, the course's secret, and the clock."""

    sandbox: Sandbox
    worker: TestProcess
    secret: int
    now: Callable[[], str]
    reference: Ask | None = None


@dataclass(frozen=True)
class Proven:
    """An assignment whose reference solution passes everything; `tests` is what its tests from outside are worth."""

    assignment: Assignment
    tests: Mapping[str, Mapping[str, Any]]


def prove(assignment: Assignment, desk: Desk) -> Proven:
    """Run the reference solution through everything that a submission goes through.

    Where a test asks for the reference's own answers, that is another run of it.

    Raises:
        InputError: when it does not get all points: then the tests are wrong, or the solution is.
    """
    refuse_stale(assignment)
    ran = _run(assignment, reference_solution(assignment), desk)
    if ran.status is not RunStatus.OK:
        raise InputError(f"the reference solution does not run: {ran.message}", file=assignment.source.path)
    tasks = score_tasks(assignment, ran, ran.tests)
    if not any(task.maximum for task in tasks):
        raise InputError("nothing in it earns points", file=assignment.source.path, hint="write tests.py, or a cell of tests")
    for task in tasks:
        if task.where is not Where.STAFF and task.points is not None and task.points != task.maximum:
            where = assignment.tests[0] if task.where is Where.OUTSIDE else assignment.source.path
            points = f"{at_most_four_decimals(task.points)} of {task.maximum:f} points"
            what = f"the reference solution gets {points} from {task.id}: {task.message}"
            detail = "" if task.detail == task.message else f"\n{task.detail}"
            raise InputError(what + detail, file=where, hint="mend the test or the solution")
        if task.points is None and task.detail:
            raise InputError(f"the test {task.id} breaks:\n{task.detail}", file=assignment.tests[0], hint="mend the test")
    return Proven(assignment, ran.tests)


def refuse_gifts(proven: Proven, desk: Desk) -> None:
    """Run the untouched student version, which must earn nothing.

    Raises:
        InputError: with the test that gives points for what nobody wrote.
    """
    handed = HandedIn("the untouched student version", "released.ipynb", release(proven.assignment.source))
    for task in grade_submission(proven, handed, desk).tasks:
        if task.points:
            where = proven.assignment.tests[0] if task.where is Where.OUTSIDE else proven.assignment.source.path
            what = f"{task.id} gives {at_most_four_decimals(task.points)} points to the student version that nobody has worked on"
            raise InputError(what, file=where, hint="let it ask for something that students have to write")


def reference_solution(assignment: Assignment) -> HandedIn:
    """Return the teacher's own notebook, as if it had been handed in."""
    return HandedIn("the reference solution", assignment.source.path.name, json.dumps(dict(assignment.source.document)).encode())


def grade_submission(proven: Proven, handed: HandedIn, desk: Desk) -> AssignmentResult:
    """Return what the submission earned; a file that is no notebook earns nothing, and says why.

    A failure of this machine becomes a result without points. Raises InputError where the tests cannot be read.
    """
    assignment = proven.assignment
    result = AssignmentResult(
        assignment.name, handed.student, show(handed.name, 300), hashlib.sha256(handed.body).hexdigest(), RunStatus.OK,
        sandbox=desk.sandbox.name, graded_at=desk.now(), fingerprint=assignment.fingerprint,
    )  # fmt: skip
    try:
        ran = Ran(RunStatus.INVALID, handed.fault) if handed.fault else _run(assignment, handed, desk)
    except MachineError as error:
        return replace(result, status=RunStatus.INTERNAL_ERROR, message=show(error, 500))
    return replace(
        result, status=ran.status, message=ran.message, tasks=score_tasks(assignment, ran, proven.tests), notes=ran.notes,
        seconds=ran.seconds, cpu_seconds=ran.cpu_seconds,
    )  # fmt: skip


def _run(assignment: Assignment, handed: HandedIn, desk: Desk) -> Ran:
    seed = seed_of(desk.secret, assignment.name, handed.student)
    return run_submission(
        assignment, handed, desk.sandbox, desk.worker, seed=seed, tests=assignment.tests, reference=desk.reference
    )


def seed_of(secret: int, assignment: str, student: str) -> int:
    """Return the seed of a student's own random numbers, which nobody without the course's secret can foresee."""
    return int.from_bytes(hashlib.sha256(f"{secret}:{assignment}:{student}".encode()).digest()[:7])
