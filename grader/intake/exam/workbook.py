"""Read one sheet of an Excel workbook as texts."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from grader.core.errors import InputError
from grader.core.show import show

_UNPACKED = 1_000_000_000  # bytes; a workbook that unpacks to more is no exam
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def workbook_records(path: Path, name: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield (row from 1, cells as text) for each row that is not blank; formulas as the value they had when it was saved.

    A date is written 2027-01-08 23:59:00, a number as short as it is, a formula's error as Excel shows it (#REF!).

    Raises InputError where it is no workbook, `name` is no sheet of it, it has several sheets and none is named, or a formula
    was never computed.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and most exams are CSV

    formulas = _look(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        source = load_workbook(path, read_only=True, keep_links=False) if formulas else None
        try:
            title = _choose(path, [sheet.title for sheet in book.worksheets], name)
            rows = book[title].iter_rows(values_only=True)
            written = source[title].iter_rows(values_only=True) if source else None
            yield from _rows(path, rows, written)
        finally:
            book.close()
            if source:
                source.close()
    except (InputError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl, zipfile and expat let a damaged file fail in any way
        raise _broken(path, error) from None


def _look(path: Path) -> bool:
    """Say whether a formula stands in it; refuse what is no workbook or unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            _require_bearable(path, archive)
            sheets = [one for one in archive.namelist() if _SHEET.fullmatch(one)]
            return any(b"<f" in archive.read(one) for one in sheets)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise _broken(path, error) from None


def _require_bearable(path: Path, archive: zipfile.ZipFile) -> None:
    if sum(one.file_size for one in archive.infolist()) > _UNPACKED:
        raise InputError(f"the workbook unpacks to more than {_UNPACKED:,} bytes", file=path)


def _broken(path: Path, error: Exception) -> InputError:
    return InputError(
        f"this is no Excel workbook: {show(error) or type(error).__name__}", file=path, hint="download it again, as .xlsx or .csv"
    )


def _choose(path: Path, titles: list[str], name: str) -> str:
    if name in titles:
        return name
    listed = ", ".join(show(title, 60) for title in titles)
    if name:
        raise InputError(f"the workbook has no sheet {show(name, 60)!r}", file=path, hint=f"its sheets: {listed}")
    if len(titles) != 1:
        hint = f"name one in course.yaml, exam: {{sheet: …}}; its sheets: {listed}"
        raise InputError(f"the workbook has {len(titles)} sheets", file=path, hint=hint)
    return titles[0]


def _rows(
    path: Path, rows: Iterator[tuple[Any, ...]], written: Iterator[tuple[Any, ...]] | None
) -> Iterator[tuple[int, list[str]]]:
    for line, values in enumerate(rows, 1):
        sources = next(written, ()) if written else ()
        for at, source in enumerate(sources):
            if values[at] is None and isinstance(source, str) and source.startswith("="):
                what = f"cell {at + 1} of this row is a formula that was never computed"
                raise InputError(what, file=path, line=line, hint="open the workbook in a spreadsheet program and save it")
        cells = [_text(value) for value in values]
        if any(cells):
            yield line, cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", timespec="seconds")
    return str(value)


def _number(value: float) -> str:
    # 15 significant digits are what a spreadsheet keeps: 0.1 + 0.2 is 0.3 in it.
    return f"{Decimal(f'{value:.15g}').normalize():f}"
