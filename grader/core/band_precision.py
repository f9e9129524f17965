"""How sure the points of a band are: what one standard error of the accuracy is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from grader.core.bands import Support

_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Precision:
    """A line between two support points, of `samples` held-out digits.

    `standard_error` is that of an accuracy in the middle, sqrt(p (1 - p) / n), and `worth` the points it moves; `narrow`
    says that the line is shorter than the 95 % interval, so that luck alone leads from one end to the other.
    """

    low: float
    high: float
    points: float
    standard_error: float
    worth: float
    narrow: bool


def band_precision(supports: Sequence[Support], samples: int) -> tuple[Precision, ...]:
    """Return each line that rises, from the lowest; `samples` is above 0 and accuracies lie from 0 to 1."""
    found = []
    for left, right in pairwise(supports):
        low, high, points = float(left.at), float(right.at), float(right.points - left.points)
        if points <= 0 or not 0 <= low <= high <= 1:
            continue
        middle = (low + high) / 2
        error = math.sqrt(middle * (1 - middle) / samples)
        slope = points / (high - low) if high > low else math.inf
        found.append(Precision(low, high, points, error, min(points, slope * error), high - low < 2 * _NORMAL_95 * error))
    return tuple(found)
