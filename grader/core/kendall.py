"""How far two orders of the same groups agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def kendall(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Kendall's tau-b of two lists of values: 1 for the same order, -1 for the reverse, around 0 for no relation.

    Pairs that are tied in either list count for neither side. None where there are fewer than two values, or a list holds
    one value only. Raises ValueError where the lists differ in length.

    Source: Kendall (1945), The treatment of ties in ranking problems.
    """
    if len(one) != len(other):
        raise ValueError(f"{len(one)} values beside {len(other)}")
    first, second = np.triu_indices(len(one), 1)
    a, b = (np.sign(values[first] - values[second]) for values in (np.asarray(one, float), np.asarray(other, float)))
    pairs = float(np.sqrt(np.abs(a).sum() * np.abs(b).sum()))
    return float((a * b).sum()) / pairs if pairs else None
