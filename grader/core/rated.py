"""Multiply a student's points by what the group says of the student's part in the work."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from grader.core.exact import as_decimal
from grader.core.factor import Factor
from grader.core.scores import ComponentScore, State, worst


def rated(score: ComponentScore, factor: Factor | None) -> ComponentScore:
    """Return the component times the factor, never above its maximum; without a factor as it is.

    Points are None while the factor is not known.
    """
    if factor is None or factor.value == 1:
        return score  # nothing changes, so there is nothing to explain
    reason = "; ".join(part for part in (score.reason, factor.reason) if part)
    if factor.value is None:
        return replace(score, points=None, state=worst([score.state, State.PENDING_MANUAL]), reason=reason)
    points = None if score.points is None else min(Fraction(score.points) * factor.value, Fraction(score.maximum))
    return replace(score, points=None if points is None else as_decimal(points), reason=reason)
