"""Turn a file's bytes into text."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import InputError

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LOOK = 4096  # bytes; UTF-16 of plain letters holds a zero byte in every pair
_SAVE = "save the file as UTF-8 (in Excel: Save as, CSV UTF-8)"


def decode_text(raw: bytes, path: Path) -> str:
    """Return the bytes as text, read as UTF-8 with or without a byte order mark; `path` is named where they are not.

    Raises InputError with the line, and the first wrong byte in it, for UTF-16, Big5, Latin-1 and the like.
    """
    if raw.startswith(_UTF_16) or raw[:_LOOK].count(0) * 4 > len(raw[:_LOOK]):
        raise InputError("the file is not UTF-8 text: it looks like UTF-16", file=path, line=1, hint=_SAVE)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, place = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        what = f"the file is not UTF-8 text: byte {place} of this line is 0x{raw[error.start]:02X}, as in Latin-1 or Big5"
        raise InputError(what, file=path, line=line, hint=_SAVE) from None
