"""Note in a sealed training folder which digits were sealed away, so that they are recognised where a group brings them along."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.intake.write_atomically import write_atomically

PUBLISHED_TEST = "published-test.npy"
_WORDS = 13  # of 64 bits, for 784 bits


def write_published_keys(folder: Path, body: bytes) -> None:
    """Put what `published_keys` gave into the training folder; where it is there already, it stays."""

    def write(path: Path) -> None:
        path.write_bytes(body)
        path.chmod(0o444)

    if not (folder / PUBLISHED_TEST).is_file():
        write_atomically(folder / PUBLISHED_TEST, write)


def published_keys(images: NDArray[np.uint8]) -> bytes:
    """Return a .npy file of one number for each of the digits (n, 28, 28), sorted: no picture, no label, no order.

    A number is the key by which `keys` in sandbox/inside/known_digits.py recognises a digit; nothing is imported from there,
    so it is made here once more, and a test compares the two.
    """
    plain = images.reshape(len(images), -1)
    middle = (plain.min(axis=1).astype(np.float32) + plain.max(axis=1).astype(np.float32)) / 2
    bits = np.packbits(plain > middle[:, None], axis=1)
    padded = np.zeros((len(bits), 8 * _WORDS), np.uint8)
    padded[:, : bits.shape[1]] = bits
    odd = np.random.default_rng(28).integers(1, 2**63, _WORDS, dtype=np.uint64) | np.uint64(1)
    body = io.BytesIO()
    np.save(body, np.sort((padded.view(np.uint64) * odd).sum(axis=1, dtype=np.uint64)))
    return body.getvalue()
