"""Split a CSV text into records that know their line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show

_SEPARATORS = ",;\t"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LOOK = 200_000  # characters; no header is longer


def csv_records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line where it begins, cells without blanks around them) for each record that is not blank.

    The separator is the one of comma, semicolon (Excel in Europe) and tab that the first line holds most often outside quotes.
    Raises InputError with file and line where the quotation marks are broken.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        hint = "check the quotation marks from this line on"
        raise InputError(f"this is not CSV: {show(error)}", file=path, line=line, hint=hint) from None


def _separator(text: str) -> str:
    plain = _QUOTED.sub("", text[:_LOOK].lstrip())
    first = plain.partition("\n")[0]
    return max(_SEPARATORS, key=first.count)
