"""Do layers have the shapes they should have?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def check_shapes(got: Sequence[Any], expected: Sequence[tuple[int, ...]]) -> None:
    """Raise AssertionError with the first array of `got` (or shape) that has not the expected shape, counted from 0."""
    if len(got) != len(expected):
        raise AssertionError(f"there should be {len(expected)} arrays, and there are {len(got)}")
    for number, (array, shape) in enumerate(zip(got, expected, strict=True)):
        found = array if isinstance(array, tuple) else np.shape(array)
        if tuple(found) != tuple(shape):
            raise AssertionError(f"array {number} should have the shape {tuple(shape)}, and has {tuple(found)}")
