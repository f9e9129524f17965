"""Make a text safe to open in a spreadsheet."""

from __future__ import annotations

import unicodedata
from typing import Final

# The minus sign stands apart: NFKC turns the full-width and small forms into ASCII, but keeps U+2212.
_STARTS: Final = frozenset("=+-@\N{MINUS SIGN}")


def spreadsheet_text(text: str) -> str:
    """Return `text`, prefixed with ' where a spreadsheet could take it for a formula.

    That is: it starts with a tab or CR, or with = + - @ in any width, also after characters that show nothing.
    Source: OWASP, CSV Injection.
    """
    visible = next((c for c in text if not c.isspace() and unicodedata.category(c)[0] not in "CZ"), "")
    starts = unicodedata.normalize("NFKC", visible)[:1] in _STARTS
    return f"'{text}" if starts or text.startswith(("\t", "\r")) else text
