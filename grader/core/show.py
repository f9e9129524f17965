"""Make a string from outside fit to show: nothing in it can move a cursor, hide text or forge a line."""

from __future__ import annotations

import unicodedata

_CUT = "…"


def show(text: object, at_most: int = 200, *, lines: bool = False) -> str:
    """Return `text` with control, bidirectional, zero-width and surrogate characters as visible escapes.

    `lines` keeps newlines and tabs; `at_most` is a number of characters, the last an ellipsis when cut.
    """
    raw = str(text)
    if len(raw) <= at_most and raw.isprintable():
        return raw  # most of what is shown, and quickly said: nothing printable is in a category that is escaped below
    keep = "\n\t" if lines else ""
    out = "".join(c if c in keep or _is_plain(c) else _escape(c) for c in raw[: at_most + 1])
    return out if len(out) <= at_most else out[: max(at_most - 1, 0)] + _CUT


def _is_plain(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
