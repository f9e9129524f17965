"""Read and write idx, the format in which MNIST was published."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.core.show import show

_UNSIGNED_BYTES = 0x0800  # the magic number's third byte is the type, its fourth the number of dimensions
_AT_MOST_BYTES = 1_000_000_000


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Return the array of unsigned bytes in an idx file, gzipped or not.

    Raises:
        InputError: when the file is missing, no idx of unsigned bytes, or shorter or longer than its header says.
    """
    raw = _unpacked(path)
    dimensions = raw[3] if len(raw) > 3 else 0
    start = 4 + 4 * dimensions
    if len(raw) < start or struct.unpack_from(">I", raw)[0] != _UNSIGNED_BYTES + dimensions or not 1 <= dimensions <= 3:
        raise InputError(
            "this is no idx file of unsigned bytes", file=path, hint="MNIST's files are called train-images-idx3-ubyte …"
        )
    shape = struct.unpack_from(f">{dimensions}I", raw, 4)
    expected = start + int(np.prod(shape, dtype=object))
    if len(raw) != expected:
        raise InputError(f"the file holds {len(raw):,} bytes, but its header says {expected:,}", file=path, hint="copy it again")
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape)


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    """Return the array as an idx file."""
    return struct.pack(f">I{array.ndim}I", _UNSIGNED_BYTES + array.ndim, *array.shape) + np.ascontiguousarray(array).tobytes()


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            raw = file.read(_AT_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {show(error)}", file=path, hint="copy it again") from None
    if len(raw) > _AT_MOST_BYTES:
        raise InputError("the file unpacks to more than a gigabyte", file=path)
    return bytes(raw)
