"""What every group earned together."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.marks_by_group import marks_by_group
from grader.core.roster import Group, Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.exports.group_result import GroupResult, group_result


def group_results(course: Course, roster: Roster, marks: Sequence[Mark]) -> tuple[tuple[Group, GroupResult | str], ...]:
    """Return each group with its result, or with the sentence why it has none, in roster order."""
    of = marks_by_group(marks)
    return tuple((group, group_result(course, group, of.get(group.id, ()))) for group in roster.groups)
