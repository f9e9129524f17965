"""Read an answer key that is a table: a row a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from grader.core.show import show
from grader.intake.csv_table import Row, read_csv
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.key_question import QUESTION_KEYS
from grader.intake.located import Located

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_LISTS = frozenset({"options", "answer", "accept"})


def read_key_csv(path: Path) -> Mapping[str, Located]:
    """Return each question as a mapping like that of a YAML key, by its id: the column `id`, else q1, q2, … down the file.

    The column `question` is the heading in the export; what is a list in YAML is separated by `|`.

    Raises InputError with the line, when a column is unknown or `question` or `answer` is missing, or an id stands twice.
    """
    table = read_csv(path)
    names = {column: column.lower() for column in table.columns if column}
    for column, name in names.items():
        if name not in {"id", "question", *QUESTION_KEYS} or name == "title":
            hint = did_you_mean(name, ("id", "question", *QUESTION_KEYS[1:]), kind="columns")
            raise table.error(f"unknown column {show(column, 60)!r}", hint)
    if not {"question", "answer"} <= set(names.values()):
        raise table.error("the header needs question,answer", "and may have id, kind, points, options and more")
    found: dict[str, Located] = {}
    for number, row in enumerate(table.rows, 1):
        cells = {name: row.cells[column] for column, name in names.items()}
        name = cells.pop("id", "") or f"q{number}"
        if name in found:
            raise row.error(f"the id {show(name, 60)!r} stands twice, first on line {found[name].line}", "rename one of them")
        found[name] = _question(row, name, cells)
    if not found:
        raise table.error("the key names no question", "add one line a question")
    return found


def _question(row: Row, name: str, cells: Mapping[str, str]) -> Located:
    written = {("title" if key == "question" else key): text for key, text in cells.items() if text}
    return Located(
        row.file,
        row.line,
        name,
        "mapping",
        entries={key: _value(row, f"{name}.{key}", key, text) for key, text in written.items()},
    )


def _value(row: Row, name: str, key: str, text: str) -> Located:
    parts = [part.strip() for part in text.split("|")]
    if key in _LISTS and (len(parts) > 1 or key == "options"):
        return Located(row.file, row.line, name, "list", parts=tuple(_plain(row, name, part) for part in parts if part))
    return _plain(row, name, text)


def _plain(row: Row, name: str, text: str) -> Located:
    kind = "number" if _NUMBER.fullmatch(text) else "boolean" if text.lower() in {"true", "false"} else "text"
    return Located(row.file, row.line, name, kind, raw=text)
