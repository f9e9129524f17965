"""What the assignments say to the rubric: a share of the points for each student."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.assignments.in_rubric import in_rubric
from grader.core.assignment import AssignmentResult
from grader.core.roster import Roster
from grader.core.rounding import at_most_four_decimals
from grader.core.rubric import Course
from grader.core.scores import Finding, State

_NAMED = 3


def findings(
    course: Course, roster: Roster, results: Callable[[str], Mapping[str, AssignmentResult]]
) -> dict[str, dict[str, Finding]]:
    """Return a finding for everybody who has a result, by the criterion's path and then by student (or group).

    In a component whose source is `assignments` a criterion's id is the assignment's name; `results` gives its results. With
    `missing: zero` everybody else has 0 as soon as the assignment is graded for somebody.
    """
    found: dict[str, dict[str, Finding]] = {}
    for component, path, name in in_rubric(course.components):
        handed_in = results(name)
        found[path] = {who: finding(result) for who, result in handed_in.items()}
        if component.missing_is_zero and handed_in:
            found[path] |= {who: Finding(0.0, "nothing was handed in") for who in _without(roster, handed_in)}
    return found


def _without(roster: Roster, handed_in: Mapping[str, AssignmentResult]) -> list[str]:
    return [one.id for one in roster.students() if one.id not in handed_in and one.group not in handed_in]


def finding(result: AssignmentResult) -> Finding:
    """Return the share of its points that a result earned; None while staff have to mark, or this machine failed."""
    if result.state is State.NOT_READY:
        broken = [task.id for task in result.tasks if task.state is State.NOT_READY]
        return Finding(None, result.message or f"the test {broken[0] if broken else ''} breaks", State.NOT_READY)
    points = result.points
    if points is None:
        waiting = [task.id for task in result.tasks if task.points is None]
        return Finding(None, f"to be marked by staff: {', '.join(waiting[:_NAMED])}", State.PENDING_MANUAL)
    share = float(points / result.maximum) if result.maximum else 0.0
    of = f"{at_most_four_decimals(points)} of {result.maximum.normalize():f} points"
    return Finding(share, of + (f"; {result.message}" if result.message else ""))
