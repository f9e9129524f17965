"""Read who has more time than everybody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from grader.core.errors import InputError
from grader.core.extension import Extension
from grader.core.roster import Roster
from grader.core.show import show
from grader.intake.csv_table import Row, read_csv
from grader.intake.did_you_mean import did_you_mean
from grader.intake.located import Located
from grader.intake.moment import EXAMPLE, read_moment
from grader.intake.quantity import SECONDS, quantity

_COLUMNS = ("who", "until", "by", "component", "reason", "author")
_HEADER = "the header reads who,until,by,component,reason,author; leave out what you do not need"


def read_extensions(path: Path, roster: Roster, components: Collection[str]) -> tuple[Extension, ...]:
    """Return the extensions of a CSV file: `who`, `until` or `by`, `reason`, and if wanted `component` and `author`.

    `components` are the paths that an extension may name.

    Raises:
        InputError: with file and line, for an unknown group, student or component, a missing reason, a time without a
            zone, both or neither of `until` and `by`, or two rows for one.
    """
    table = read_csv(path)
    for name in table.columns:
        if name not in _COLUMNS:
            raise table.error(f"unknown column {show(name, 60)!r}", did_you_mean(name, _COLUMNS, kind="columns"))
    if missing := [name for name in ("who", "reason") if name not in table.columns]:
        raise table.error(f"there is no column {missing[0]!r}", _HEADER)
    first: dict[tuple[str, str], int] = {}
    found = []
    for row in table.rows:
        one = _extension(row, roster, components)
        line = first.setdefault((one.subject, one.component), row.line)
        if line != row.line:
            raise row.error(f"{show(one.subject, 60)!r} has two extensions, on lines {line} and {row.line}", "keep one")
        found.append(one)
    return tuple(found)


def require_known(who: str, component: str, roster: Roster, components: Collection[str]) -> None:
    """Raise InputError, without a place, for a subject that is not in the roster or a component that is none."""
    groups = [group.id for group in roster.groups]
    students = [student.id for student in roster.students()]
    if who not in groups and who not in students:
        hint = did_you_mean(who, [*groups, *students], kind="groups and students")
        raise InputError(f"{show(who, 60)!r} is neither a group nor a student of the roster", hint=hint)
    if component and component not in components:
        hint = did_you_mean(component, components, kind="components")
        raise InputError(f"no component with a deadline is called {show(component, 60)!r}", hint=hint)


def read_until(until: str, by: str) -> tuple[datetime | None, int | None]:
    """Return the moment, or the minutes of a text such as '2 d'; raise ValueError(what, hint) unless one is right."""
    if bool(until) == bool(by):
        raise ValueError("an extension states either until when or by how much", f"until {EXAMPLE}, or by '2 d'")
    if until:
        return read_moment(until), None
    value = Located(Path("by"), 0, "the extension", "text", by)
    try:
        minutes = quantity(value, SECONDS, "2 d") / 60
    except InputError as error:
        raise ValueError(error.what, error.hint) from None
    if minutes != minutes.to_integral_value() or minutes > Decimal(10**7):
        raise ValueError(f"{show(by, 40)!r} is no whole number of minutes, or more than 19 years", "such as 2 d or 12 h")
    return None, int(minutes)


def _extension(row: Row, roster: Roster, components: Collection[str]) -> Extension:
    cells: Mapping[str, str] = {name: row.cells.get(name, "") for name in _COLUMNS}
    try:
        require_known(cells["who"], cells["component"], roster, components)
        until, by = read_until(cells["until"], cells["by"])
    except InputError as error:
        raise row.error(error.what, error.hint) from None
    except ValueError as error:
        raise row.error(*error.args) from None
    if not cells["reason"]:
        raise row.error("the extension has no reason", "say why in the column 'reason': it is kept for those who ask later")
    return Extension(cells["who"], cells["component"], until, by, cells["reason"], cells["author"])
