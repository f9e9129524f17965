"""Read what else a student may be called in an exam's export."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.core.show import show
from grader.intake.csv_table import Row

_BETWEEN = re.compile(r"[\s;]+")


def roster_aliases(rows: Sequence[Row], id_column: str, alias_column: str | None) -> Mapping[str, tuple[str, ...]]:
    """Return the aliases of each student by id: ids and addresses, separated in their cell by blanks or semicolons.

    Raises InputError with the line where an alias is another student's alias or id.
    """
    if alias_column is None:
        return {}
    owners = {row.cells[id_column].casefold(): row for row in rows}
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        names = tuple(dict.fromkeys(name for name in _BETWEEN.split(row.cells[alias_column]) if name))
        for name in names:
            owner = owners.setdefault(name.casefold(), row)
            if owner is not row:
                other = show(owner.cells[id_column], 60)
                what = f"the alias {show(name, 60)!r} is {other!r} or an alias of it, on line {owner.line}"
                raise row.error(what, "an alias names one student: remove it here or there")
        found[row.cells[id_column]] = names
    return found
