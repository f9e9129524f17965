"""Decide which alternative each group does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.alternatives import alternatives
from grader.core.marks_by_group import marks_by_group
from grader.core.mean_points import mean_points
from grader.core.roster import Roster
from grader.core.rubric import Component
from grader.core.scores import Mark
from grader.core.select_top import SelectTop
from grader.core.selected import Selected, selected


def selections(components: Sequence[Component], roster: Roster, marks: Sequence[Mark]) -> dict[str, dict[str, Selected]]:
    """Return by the component's path, and then by group, which alternative a group does, as far as `marks` tell.

    A group's points are the mean of its members', and not known while one of them is not.
    """
    of = marks_by_group(marks)
    by_group = {group.id: of.get(group.id, ()) for group in roster.groups}
    found = alternatives(components)
    return {path: _select(one, one.select, by_group) for path, one in found if one.select is not None}


def _select(component: Component, rule: SelectTop, by_group: Mapping[str, Sequence[Mark]]) -> dict[str, Selected]:
    other = next(part.id for part in component.components if part.id != rule.take)
    return selected({group: mean_points(marks, rule.by) for group, marks in by_group.items()}, rule, other)
