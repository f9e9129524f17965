"""What a student earned with an assignment, task by task."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from grader.core.evidence import RunStatus
from grader.core.scores import State, worst


class Where(StrEnum):
    """Where a task's points come from, and so how far they can be trusted; the words stand in reports."""

    OUTSIDE = "tested from outside"
    KERNEL = "tested in reach of the student's code"
    STAFF = "marked by staff"


@dataclass(frozen=True)
class Task:
    """One thing that earns points: a test from outside, a cell of tests, or an answer that staff mark.

    `points` is None until known. `message` may be shown to the student, `detail` only to staff; a `hidden` task's title is
    not the student's either. `answer` is what the student wrote, where staff mark it.
    """

    id: str
    title: str
    points: Decimal | None
    maximum: Decimal
    state: State
    where: Where
    message: str = ""
    detail: str = ""
    hidden: bool = False
    answer: str = ""


@dataclass(frozen=True)
class AssignmentResult:
    """How one student's notebook did. `status` says whether it could be run at all; `notes` are for staff and student.

    `fingerprint` is the hash of the assignment that it was graded by.
    """

    assignment: str
    student: str
    file: str
    sha256: str
    status: RunStatus
    message: str = ""
    tasks: tuple[Task, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    sandbox: str = ""
    graded_at: str = ""
    fingerprint: str = ""

    @property
    def maximum(self) -> Decimal:
        """What the assignment is worth."""
        return sum((task.maximum for task in self.tasks), Decimal(0))

    @property
    def points(self) -> Decimal | None:
        """What was earned, None while a task's points are not known."""
        known = [task.points for task in self.tasks if task.points is not None]
        return sum(known, Decimal(0)) if self.tasks and len(known) == len(self.tasks) else None

    @property
    def state(self) -> State:
        """The worst of its tasks; not ready where this machine failed."""
        if self.status is RunStatus.INTERNAL_ERROR or not self.tasks:
            return State.NOT_READY
        return worst(task.state for task in self.tasks)
