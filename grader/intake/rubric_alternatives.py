"""Read which groups do which alternative, the keys below `select_top:`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.rubric import Component
from grader.core.select_top import TIES, SelectTop
from grader.intake.located import Located


def read_select_top(value: Located, entries: Mapping[str, Located], parts: Sequence[Component]) -> SelectTop | None:
    """Return how a component's alternatives are shared out; None where it has none.

    `parts` are the alternatives, `entries` the component's keys. That the path `by` exists is seen when the whole rubric is
    read.

    Raises:
        InputError: with the line: not two alternatives, or `select_top` that names none of them.
    """
    if "one_of" not in entries:
        if "select_top" in entries:
            raise entries["select_top"].error(f"{value.name} has nothing to choose from", "put two components under 'one_of:'")
        return None
    if len(parts) != 2:
        raise entries["one_of"].error(f"{value.name} has {len(parts)} alternatives, but needs two", "a group does one of two")
    if any(part.bonus for part in parts):
        bonus = next(part for part in parts if part.bonus)
        raise entries["one_of"].mapping()[bonus.id].error(f"{bonus.id} is one of two, so it cannot be a bonus", "remove 'bonus:'")
    if "select_top" not in entries:
        raise value.error(f"{value.name} does not say who does what", "add 'select_top: {count: 10, by: …, take: …}'")
    keys = entries["select_top"].fields(required=("count", "by", "take"), optional=("ties",))
    count = keys["count"].whole()
    if count < 1:
        raise keys["count"].error(f"{keys['count'].name} is {count}, but must be at least 1")
    return SelectTop(
        count=count,
        by=keys["by"].text("project.report"),
        take=keys["take"].one_of([part.id for part in parts]),
        ties=keys["ties"].one_of(TIES) if "ties" in keys else SelectTop.ties,
        line=keys["by"].line,
    )
