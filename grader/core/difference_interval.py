"""How far the difference of two accuracies can be relied on."""

from __future__ import annotations

import math

from grader.core.wilson import wilson


def difference_interval(first: int, second: int, samples: int) -> tuple[float, float]:
    """Return the 95 % interval of first/samples - second/samples, both counted on `samples` digits.

    It treats the two as if they were counted on different digits, which makes it too wide, never too narrow, for models that
    find the same digits hard. Raises ValueError where there are no samples.
    Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17 (1998), method 10.
    """
    if samples <= 0:
        raise ValueError("a difference needs digits to be counted on")
    (low, high), (other_low, other_high) = wilson(first, samples), wilson(second, samples)
    ours, theirs = first / samples, second / samples
    down = math.hypot(ours - low, other_high - theirs)
    up = math.hypot(high - ours, theirs - other_low)
    return max(-1.0, ours - theirs - down), min(1.0, ours - theirs + up)
