"""Digits as a source gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Digits:
    """Images uint8 (n, 28, 28), labels int64 (n,) from 0 to 9, and where known who wrote each, (n,)."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    writers: NDArray[Any] | None = None

    def some(self, chosen: NDArray[np.int64]) -> Digits:
        """Return those digits, in that order."""
        return Digits(self.images[chosen], self.labels[chosen], None if self.writers is None else self.writers[chosen])
