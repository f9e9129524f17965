"""Many texts as numbers of their distinct ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def coded(texts: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Return the distinct texts in the order they first come, and for each text (n,) which of them it is."""
    levels = tuple(dict.fromkeys(texts))
    places = {text: place for place, text in enumerate(levels)}
    return levels, np.fromiter(map(places.__getitem__, texts), dtype=np.int32, count=len(texts))
