"""Is a split into folds one without leakage?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def check_folds(folds: Sequence[tuple[Any, Any]], samples: int, k: int) -> None:
    """Raise AssertionError unless `folds` are k pairs (training indices, validation indices) of a proper k-fold split.

    No sample is in both parts of a fold, every one is validated exactly once, each fold uses all of them, and the
    validation parts differ in size by one at most.
    """
    if len(folds) != k:
        raise AssertionError(f"there should be {k} folds, and there are {len(folds)}")
    validated = np.zeros(samples, dtype=int)
    sizes = []
    for number, fold in enumerate(folds):
        if not isinstance(fold, tuple | list) or len(fold) != 2:
            raise AssertionError(f"fold {number} should be a pair: training indices, validation indices")
        train, held = (_indices(part, samples, number) for part in fold)
        if both := sorted(set(train) & set(held)):
            raise AssertionError(f"fold {number} trains on {len(both)} samples that it validates on, such as {both[0]}")
        if len(set(train)) + len(set(held)) != samples:
            raise AssertionError(f"fold {number} uses {len(set(train)) + len(set(held))} of the {samples} samples")
        validated[held] += 1
        sizes.append(len(held))
    if (validated != 1).any():
        raise AssertionError(f"{int((validated != 1).sum())} samples are not validated exactly once")
    if max(sizes) - min(sizes) > 1:
        raise AssertionError(f"the folds hold from {min(sizes)} to {max(sizes)} samples; they should be even")


def _indices(part: Any, samples: int, number: int) -> list[int]:
    values = np.asarray(part)
    if values.ndim != 1 or (values.size and values.dtype.kind not in "iu"):
        raise AssertionError(f"fold {number} should hold indices, and holds {values.dtype} of the shape {values.shape}")
    if values.size and (values.min() < 0 or values.max() >= samples):
        raise AssertionError(f"fold {number} holds indices outside 0 to {samples - 1}")
    if len(set(values.tolist())) != values.size:
        raise AssertionError(f"fold {number} holds an index twice")
    return [int(value) for value in values]
