"""What nbgrader's metadata say of a cell: schema version 3, and the older 1 and 2, which say the same in fewer words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from grader.assignments.cell import Cell, Kind
from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean

_FLAGS = ("grade", "solution", "locked", "task")
_KEYS = (*_FLAGS, "schema_version", "grade_id", "points", "checksum", "cell_type")
_ID = re.compile(r"[A-Za-z0-9_-]{1,120}")
_VERSIONS = (1, 2, 3)


def read_metadata(path: Path, number: int, kind: str, source: str, metadata: Any) -> Cell:
    """Return the cell with what its metadata say; a cell without any is plain.

    Raises:
        InputError: with the file, the cell and a hint, when the metadata are not nbgrader's or contradict themselves.
    """
    reader = _Reader(path, number)
    if metadata is None:
        return Cell(number, kind, source)
    if not isinstance(metadata, dict):
        raise reader.wrong("metadata.nbgrader must be keys with values", "make the cell anew with nbgrader's toolbar")
    reader.check_keys(metadata)
    flags = {name: reader.flag(metadata, name) for name in _FLAGS}
    if not any(flags.values()):
        return Cell(number, kind, source)
    role = reader.role(kind, flags)
    points = reader.points(metadata) if flags["grade"] or flags["task"] else None
    return Cell(number, kind, source, role, reader.grade_id(metadata), points)


class _Reader:
    """Reads one cell's metadata; every message names the file and the cell."""

    def __init__(self, path: Path, number: int) -> None:
        self.path, self.number, self.name = path, number, ""

    def wrong(self, what: str, hint: str = "") -> InputError:
        named = f" ({self.name})" if self.name else ""
        return InputError(f"cell {self.number}{named}: {what}", file=self.path, hint=hint)

    def check_keys(self, metadata: Mapping[str, Any]) -> None:
        for key in metadata:
            if key not in _KEYS:
                raise self.wrong(f"unknown key {show(key, 60)!r} in metadata.nbgrader", did_you_mean(key, _KEYS, kind="keys"))
        version = metadata.get("schema_version", 0)
        if version not in _VERSIONS:
            raise self.wrong(
                f"metadata.nbgrader has schema version {show(version, 20)}; versions 1 to 3 are read",
                "open the notebook in nbgrader 0.9 and save it: that brings it to version 3",
            )

    def flag(self, metadata: Mapping[str, Any], name: str) -> bool:
        value = metadata.get(name, False)
        if not isinstance(value, bool):
            raise self.wrong(f"{name} must be true or false, not {show(value, 40)!r}")
        return value

    def grade_id(self, metadata: Mapping[str, Any]) -> str:
        value = metadata.get("grade_id")
        if not isinstance(value, str) or not _ID.fullmatch(value):
            what = f"grade_id must be letters, digits, - and _, not {show(value, 60)!r}" if value else "it has no grade_id"
            raise self.wrong(what, "give it a name of its own, such as softmax-tests")
        self.name = value
        return value

    def role(self, kind: str, flags: Mapping[str, bool]) -> Kind:
        if flags["task"]:
            if kind != "markdown":
                raise self.wrong("a task must be a Markdown cell", "change the cell's type")
            return Kind.TASK
        if flags["grade"] and flags["solution"]:
            return Kind.MANUAL
        if flags["grade"]:
            if kind != "code":
                raise self.wrong("tests must be code", "mark it as a solution too, if staff mark the text that students write")
            return Kind.TESTS
        if flags["solution"]:
            if kind != "code":
                raise self.wrong("text that students write is marked by staff: it needs points", "mark it as 'grade' too")
            return Kind.ANSWER
        return Kind.LOCKED

    def points(self, metadata: Mapping[str, Any]) -> Decimal:
        value = metadata.get("points")
        self.name = str(metadata.get("grade_id", ""))[:60] if isinstance(metadata.get("grade_id"), str) else ""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            what = "it is graded and has no points" if value is None else f"points must be a number, not {show(value, 40)!r}"
            raise self.wrong(what, "write them without quotes, such as 5")
        try:
            exact = Decimal(str(value))
        except InvalidOperation:
            raise self.wrong(f"points must be a number, not {show(value, 40)!r}") from None
        if not exact.is_finite() or not 0 <= exact <= 10_000:
            raise self.wrong(f"points are {show(value, 40)}, but must lie from 0 to 10000")
        return exact
