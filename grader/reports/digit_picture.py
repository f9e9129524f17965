"""A held-out digit as a picture that stands in the page itself."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def digit_picture(image: NDArray[np.uint8]) -> str:
    """Return a grey picture (height, width), uint8, as the data: address of a PNG; 255 is white.

    Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)": colour type 0, no filter.
    """
    height, width = image.shape
    rows = b"".join(b"\0" + row.tobytes() for row in np.ascontiguousarray(image, np.uint8))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
