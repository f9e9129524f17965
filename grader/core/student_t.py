"""The tail of Student's t distribution: how likely a value this low is by chance."""

from __future__ import annotations

import math


def student_t(value: float, freedom: int) -> float:
    """Return P(T <= value) for T with `freedom` degrees of freedom, at least 1; right to 1e-12, and never below 0.

    Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 1964, formulas 26.7.3 and 26.7.4.
    """
    angle = math.atan(abs(value) / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, terms = (cosine if odd else 1.0), 0.0
    for k in range(1 + odd, freedom, 2):
        terms += term
        term *= cosine * cosine * k / (k + 1)
    if odd:
        terms = 2 / math.pi * (angle + sine * terms)
    else:
        terms *= sine
    tail = max(0.0, (1 - terms) / 2)
    return tail if value < 0 else 1 - tail
