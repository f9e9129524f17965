"""An exam's results, as one file states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Exam:
    """Points by student id out of `maximum`; `missing` are the students of the roster whose points are not known."""

    points: Mapping[str, Decimal]
    maximum: Decimal
    missing: tuple[str, ...] = ()
