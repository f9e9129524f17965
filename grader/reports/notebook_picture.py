"""Take a picture out of a notebook's output, if it is what it says and no larger than a page bears."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from grader.reports.notebook_text import text_of

MOST_CHARACTERS: Final = 190_000  # of base64: about 140 kB
_WIDEST = 4_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Picture:
    """A picture as a data: address, and its size in pixels."""

    address: str
    width: int
    height: int


def notebook_picture(data: dict[str, Any]) -> Picture | None:
    """Return the PNG or JPEG of an output's `data`, or None where there is none, or none that should be shown.

    Its bytes are not decoded here, only its first fields are read: a browser draws it where nothing of it can act.
    """
    for kind in ("image/png", "image/jpeg"):
        text = "".join(text_of(data.get(kind)).split())
        body = _decoded(text) if text and len(text) <= MOST_CHARACTERS else b""
        size = _png_size(body) if kind == "image/png" else _jpeg_size(body)
        if size and min(size) > 0 and max(size) <= _WIDEST:
            return Picture(f"data:{kind};base64,{base64.b64encode(body).decode()}", *size)
    return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


def _png_size(body: bytes) -> tuple[int, int] | None:
    if not body.startswith(_PNG) or body[12:16] != b"IHDR" or len(body) < 33:
        return None
    width, height = struct.unpack(">II", body[16:24])
    return width, height


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    if not body.startswith(_JPEG):
        return None
    for marker, at in _segments(body):
        if marker in {0xC0, 0xC1, 0xC2} and at + 9 <= len(body):
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return width, height
    return None


def _segments(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield each segment's marker and where its mark stands, up to the picture itself (ITU-T T.81, annex B)."""
    at = 2
    while at + 4 <= len(body) and body[at] == 0xFF and body[at + 1] != 0xDA:
        yield body[at + 1], at
        at += 2 + max(struct.unpack(">H", body[at + 2 : at + 4])[0], 2)
