"""Recognise public digits in whatever array they come: by the shape of their ink, which scaling does not change."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

_PIXELS = 28 * 28
_WORDS = 13  # of 64 bits, for 784 bits


@dataclass(frozen=True)
class KnownDigits:
    """The keys of the training and of the test split that notebooks find offline, each sorted."""

    train: np.ndarray
    test: np.ndarray

    def counts(self, rows: np.ndarray) -> tuple[int, int]:
        """Return how many of the rows (n, …) are digits of the training split, and how many of the test split."""
        found = keys(rows)
        return int(_among(found, self.train).sum()), int(_among(found, self.test).sum())


def keys(rows: np.ndarray) -> np.ndarray:
    """Return one number for each row: which of its 784 values lie above the middle of the row's own range.

    Of MNIST's 70,000 digits 25 share theirs with another, so that a count is right to one in a thousand.
    """
    plain = rows.reshape(len(rows), -1)
    middle = (plain.min(axis=1).astype(np.float32) + plain.max(axis=1).astype(np.float32)) / 2
    bits = np.packbits(plain > middle[:, None], axis=1)
    padded = np.zeros((len(bits), 8 * _WORDS), np.uint8)
    padded[:, : bits.shape[1]] = bits
    odd = np.random.default_rng(28).integers(1, 2**63, _WORDS, dtype=np.uint64) | np.uint64(1)
    return np.asarray((padded.view(np.uint64) * odd).sum(axis=1, dtype=np.uint64))


@lru_cache(maxsize=1)
def known_digits() -> KnownDigits | None:
    """Return the course's public digits, read once; None where there are none."""
    path = Path(os.environ.get("OFFLINE_DATA", "/nowhere"), "keras", "mnist.npz")
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as data:
        return KnownDigits(np.sort(keys(data["x_train"])), np.sort(keys(data["x_test"])))


def as_rows(array: object) -> np.ndarray | None:
    """Return an array of digits as rows of 784 values, None for anything else; 32×32 loses its margin of 2."""
    rows = np.asarray(array)
    if rows.ndim < 2 or rows.dtype.kind not in "uifb":
        return None
    size = rows[0].size if len(rows) else 0
    if size == 32 * 32:
        return rows.reshape(-1, 32, 32)[:, 2:30, 2:30].reshape(-1, _PIXELS)
    if size == 3 * _PIXELS and rows.shape[-1] == 3:
        return rows.reshape(-1, _PIXELS, 3)[:, :, 0]
    return rows.reshape(-1, _PIXELS) if size == _PIXELS else None


def _among(found: np.ndarray, known: np.ndarray) -> np.ndarray:
    at = np.searchsorted(known, found)
    return np.asarray(known[np.minimum(at, len(known) - 1)] == found)
