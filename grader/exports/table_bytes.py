"""Write rows of text as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def table_bytes(rows: Iterable[Sequence[str]], *, separator: str = ",") -> bytes:
    """Return the rows as CSV (RFC 4180): UTF-8, lines end with CR LF, and what needs quotes has them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    # Half a character (a lone surrogate) has no UTF-8: it is shown as an escape rather than stopping the export.
    return out.getvalue().encode("utf-8", "backslashreplace")
