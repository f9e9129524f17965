"""The scale of every accuracy that is drawn: logarithmic in the errors, so that a halved error rate is one step anywhere."""

from __future__ import annotations

from math import log10
from typing import Final

_DECADES = 3.0
MARKS: Final = (0.0, 0.5, 0.9, 0.99, 0.999)


def error_scale(share: float) -> float:
    """Return where an accuracy lies between 0 (all wrong) and 1 (at most one error in a thousand)."""
    errors = min(max(1.0 - share, 10**-_DECADES), 1.0)
    return -log10(errors) / _DECADES
