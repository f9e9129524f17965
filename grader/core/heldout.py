"""The held-out set: digits that no group has seen, with the labels that never enter the sandbox."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Images uint8 (n, 28, 28), labels int64 (n,) from 0 to 9, and where known who wrote each digit, (n,).

    `sha256` is of the content, not of the file, so that the same digits saved anew are the same set; `source` is the file's name.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    sha256: str
    source: str
    writers: NDArray[Any] | None = None

    def __len__(self) -> int:
        """Return the number of digits."""
        return len(self.labels)


def no_heldout() -> HeldOut:
    """Return the held-out set of a course that measures no model: not one digit."""
    return HeldOut(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64), hashlib.sha256(b"").hexdigest(), "none")
