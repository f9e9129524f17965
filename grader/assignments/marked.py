"""A result with what staff decided about its tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from grader.assignments.in_rubric import in_rubric
from grader.core.adjusted import within
from grader.core.assignment import AssignmentResult, Task
from grader.core.rubric import Course
from grader.core.scores import Adjustment, State


def target(assignment: str, task: str) -> str:
    """Return what an adjustment of a task is called: `assignments.hw1.why`; no rubric has such a path."""
    return f"assignments.{assignment}.{task}"


def task_targets(course: Course, results: Callable[[str], Mapping[str, AssignmentResult]]) -> set[str]:
    """Return what an adjustment may call the tasks of the assignments that the rubric counts, as far as they are graded."""
    named = ((name, results(name)) for _, _, name in in_rubric(course.components))
    return {target(name, task.id) for name, found in named for one in found.values() for task in one.tasks}


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
