"""What every group earned together."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.roster import Group, Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.exports.group_result import GroupResult, group_result


def group_results(course: Course, roster: Roster, marks: Sequence[Mark]) -> tuple[tuple[Group, GroupResult | str], ...]:
    """Return each group with its result, or with the sentence why it has none, in roster order."""
    by_group: dict[str, list[Mark]] = {group.id: [] for group in roster.groups}
    for mark in marks:
        by_group.setdefault(mark.student.group, []).append(mark)
    return tuple((group, group_result(course, group, by_group[group.id])) for group in roster.groups)
