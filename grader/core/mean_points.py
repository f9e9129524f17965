"""A group's points: what its members have on average."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from grader.core.exact import as_decimal
from grader.core.score_at import score_at
from grader.core.scores import Mark


def mean_points(marks: Sequence[Mark], path: str) -> Decimal | None:
    """Return the mean of the members' points at `path`; None while one of them is not known, or where nobody has any."""
    scores = [score_at(mark.components, path) for mark in marks]
    points = [Fraction(score.points) for score in scores if score is not None and score.points is not None]
    return as_decimal(sum(points, Fraction(0)) / len(points)) if points and len(points) == len(scores) else None
