"""A result with what staff decided about its tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from grader.core.adjusted import within
from grader.core.assignment import AssignmentResult, Task
from grader.core.scores import Adjustment, State


def target(assignment: str, task: str) -> str:
    """Return what an adjustment of a task is called: `assignments.hw1.why`; no rubric has such a path."""
    return f"assignments.{assignment}.{task}"


def task_targets(assignment: str, results: Iterable[AssignmentResult]) -> frozenset[str]:
    """Return what an adjustment may call the tasks of an assignment, as far as it is graded."""
    return frozenset(target(assignment, task.id) for one in results for task in one.tasks)


def marked(result: AssignmentResult, adjustments: Iterable[Adjustment]) -> AssignmentResult:
    """Return the result with the latest number that staff set for each of its tasks (`adjustments`, oldest first).

    Raises InputError where the number is more than the task is worth now.
    """
    latest = {change.target: change for change in adjustments if change.subject == result.student}
    return replace(result, tasks=tuple(_set(task, latest.get(target(result.assignment, task.id))) for task in result.tasks))


def _set(task: Task, change: Adjustment | None) -> Task:
    if change is None or change.withdrawn:
        return task
    return replace(task, points=within(change, task.maximum).points, state=State.FULLY_GRADED, message=change.reason)
