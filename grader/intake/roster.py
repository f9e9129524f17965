"""Read the roster: who is in the course, in which group, and where the group's repository is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.core.roster import Group, Roster, Student
from grader.core.show import show
from grader.core.slug import slug
from grader.intake.csv_table import Row, Table, read_csv
from grader.intake.did_you_mean import did_you_mean
from grader.intake.repository_address import repository_address
from grader.intake.roster_aliases import roster_aliases

_COLUMNS = ("student_id", "name", "email", "group", "repository")


def read_roster(path: Path) -> Roster:
    """Return everyone in the course. Columns may stand in any order; ones the grader does not know are kept.

    A column `alias` holds further ids and addresses of a student, separated by blanks or semicolons.

    A local repository is returned as an absolute path; a relative one starts at the roster's folder.

    Raises:
        InputError: with file and line, when a column is missing, a student is listed twice or has no id or group,
            a group has two repositories, two groups would share a file name, a student has the name of a group of others,
            or an address cannot be used.
    """
    table = read_csv(path)
    columns = _columns(table)
    alias = _alias_column(table)
    extra = tuple(name for name in table.columns if name and name != alias and name not in columns.values())
    _check_students(table, columns)
    aliases = roster_aliases(table.rows, columns["student_id"], alias)
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(row.cells[columns["group"]], []).append(row)
    _check_slugs(groups)
    _check_names(groups, columns["student_id"])
    return Roster(tuple(_group(rows, columns, extra, aliases) for rows in groups.values()), extra)


def _columns(table: Table) -> Mapping[str, str]:
    by_plain_name = {name.lower().replace(" ", "_"): name for name in reversed(table.columns)}
    for column in _COLUMNS:
        if column not in by_plain_name:
            others = [name for plain, name in by_plain_name.items() if name and plain not in _COLUMNS]
            hint = did_you_mean(column, others).replace("did you mean", "rename the column") if others else ""
            if not hint.startswith("rename"):
                hint = f"the header needs {','.join(_COLUMNS)}"
            raise table.error(f"there is no column {column!r}", hint.rstrip("?"))
    return {column: by_plain_name[column] for column in _COLUMNS}


def _check_students(table: Table, columns: Mapping[str, str]) -> None:
    if not table.rows:
        raise table.error("the roster names no student", "add one line a student")
    first: dict[str, int] = {}
    for row in table.rows:
        student = row.cells[columns["student_id"]]
        for column in ("student_id", "group"):
            if not row.cells[columns[column]]:
                hint = "a student who works alone is a group of one: give it a name" if column == "group" else ""
                raise row.error(f"the cell {column} is empty", hint)
        if student in first:
            what = f"the student {show(student, 60)!r} is listed twice, on lines {first[student]} and {row.line}"
            raise row.error(what, "remove one of the two lines")
        first[student] = row.line


def _check_slugs(groups: Mapping[str, Sequence[Row]]) -> None:
    taken: dict[str, str] = {}
    for group, rows in groups.items():
        name = slug(group)
        if name in taken:
            what = f"the groups {show(taken[name], 60)!r} and {show(group, 60)!r} would share the file name {name!r}"
            raise rows[0].error(what, "if they are one group, write its name the same way; else rename one")
        taken[name] = group


def _check_names(groups: Mapping[str, Sequence[Row]], column: str) -> None:
    """Refuse a student who is called as a group of others is: marks and extensions name either."""
    for rows in groups.values():
        for row in rows:
            student = row.cells[column]
            if student in groups and (len(groups[student]) > 1 or groups[student][0] is not row):
                what = f"the student {show(student, 60)!r} is called like the group on line {groups[student][0].line}"
                hint = f"a mark for one would reach the other: rename the group, for example to {f'group-{show(student, 60)}'!r}"
                raise row.error(what, hint)


def _alias_column(table: Table) -> str | None:
    return next((name for name in table.columns if name.lower() == "alias"), None)


def _group(
    rows: Sequence[Row], columns: Mapping[str, str], extra: tuple[str, ...], aliases: Mapping[str, tuple[str, ...]]
) -> Group:
    members = tuple(_student(row, columns, extra, aliases) for row in rows)
    return Group(members[0].group, _repository(rows, columns["repository"]), members)


def _student(row: Row, columns: Mapping[str, str], extra: tuple[str, ...], aliases: Mapping[str, tuple[str, ...]]) -> Student:
    known = {column: row.cells[columns[column]] for column in _COLUMNS}
    kept = tuple((name, row.cells[name]) for name in extra)
    return Student(known["student_id"], known["name"], known["email"], known["group"], kept, aliases.get(known["student_id"], ()))


def _repository(rows: Sequence[Row], column: str) -> str:
    # A blank cell says nothing: one member's row is enough to name the group's repository.
    different = {row.cells[column]: row for row in reversed(rows) if row.cells[column]}
    stated = [(repository_address(row, column), row) for row in reversed(different.values())]
    for address, row in stated:
        first = stated[0]
        if address != first[0]:
            what = f"the group has two repositories: {show(first[0])} on line {first[1].line}, {show(address)} on line {row.line}"
            raise row.error(what, "give every member the same one, or leave the cell empty")
    return stated[0][0] if stated else ""
