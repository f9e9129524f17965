"""Whom ballots may rank."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.alternatives import alternatives
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.selected import Selected


def candidates(path: str, course: Course, roster: Roster, chosen: Mapping[str, Mapping[str, Selected]]) -> tuple[str, ...] | None:
    """Return the groups, in roster order, that do the work which the criterion at `path` stands for.

    That is every group, but below an alternative only those that do it; None while that is not decided for all of them.
    """
    groups = [group.id for group in roster.groups]
    for above, _ in alternatives(course.components):
        if not path.startswith(f"{above}."):
            continue
        wanted = path.removeprefix(f"{above}.").partition(".")[0]
        found = chosen.get(above, {})
        if any(group not in found or found[group].take is None for group in groups):
            return None
        groups = [group for group in groups if found[group].take == wanted]
    return tuple(groups)
