"""By what a student's points are multiplied, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Factor:
    """`value` is what counts, None where it is not known yet; `received` is what it was before floor and cap.

    `reason` names no rater: the student reads it. `silent` are the members who have rated nobody, for staff.
    """

    value: Fraction | None
    reason: str
    received: Fraction | None = None
    silent: Sequence[str] = ()
