"""A total in percent becomes a grade on the course's scale."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from grader.core.rounding import half_up
from grader.core.rubric import Scale


def grade(percent: Decimal, scale: Scale) -> str:
    """Return the grade as text without trailing zeros: 0 % is `scale.low`, 100 % is `scale.high`.

    It is rounded half up to `scale.step`. A scale may fall (low 5, high 1, as in Germany); a step that does not divide the
    range never leads outside it.
    """
    low, high = Fraction(scale.low), Fraction(scale.high)
    rounded = half_up(Fraction(percent) / 100 * (high - low) + low, scale.step)
    return _plain(min(max(rounded, min(scale.low, scale.high)), max(scale.low, scale.high)))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
