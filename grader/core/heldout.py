"""The held-out set: digits that no group has seen, with the labels that never enter the sandbox."""

from __future__ import annotations

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
