"""A criterion that several people mark."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Markers:
    """How many people mark it, whether the `mean` of their marks counts or the `second` decides, and how far they may differ.

    `differ` is in points; None where any difference is fine.
    """

    count: int = 2
    combine: str = "mean"
    differ: Decimal | None = None
