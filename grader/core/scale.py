"""A total in percent becomes a grade on the course's scale."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from grader.core.exact import as_decimal
from grader.core.rounding import half_up
from grader.core.rubric import Scale


def grade(percent: Decimal, scale: Scale, *, failed: bool = False) -> str:
    """Return the grade as text without trailing zeros: 0 % is `scale.low`, 100 % is `scale.high`; or the letter.

    It is rounded half up to `scale.step`. A scale may fall (low 5, high 1, as in Germany); a step that does not divide the
    range never leads outside it. Where the course is `failed` whatever the total, the best grade that does not pass is the
    best there is.
    """
    if scale.letters:
        return _letter(percent, scale, failed=failed)
    low, high = Fraction(scale.low), Fraction(scale.high)
    rounded = half_up(Fraction(percent) / 100 * (high - low) + low, scale.step)
    if failed and passes(percent, scale):
        rounded = _best_failing(scale)
    return _plain(min(max(rounded, min(scale.low, scale.high)), max(scale.low, scale.high)))


def passes(percent: Decimal, scale: Scale) -> bool:
    """Return whether a total in percent, rounded as its grade is, passes."""
    if scale.letters:
        return half_up(percent, scale.step) >= scale.passed
    low, high = Fraction(scale.low), Fraction(scale.high)
    reached = half_up(Fraction(percent) / 100 * (high - low) + low, scale.step)
    return reached >= scale.passed if high >= low else reached <= scale.passed


def pass_percent(scale: Scale) -> Decimal | None:
    """Return the percentage, before rounding, that stands for the pass mark; None where the scale has but one grade."""
    if scale.letters:
        return scale.passed
    if scale.high == scale.low:
        return None
    return (scale.passed - scale.low) * 100 / (scale.high - scale.low)


def _letter(percent: Decimal, scale: Scale, *, failed: bool) -> str:
    reached = half_up(percent, scale.step)
    open_to = [
        letter for letter in scale.letters if letter.percent <= reached and not (failed and letter.percent >= scale.passed)
    ]
    return (open_to or scale.letters[-1:])[0].name


def _best_failing(scale: Scale) -> Decimal:
    """Return the multiple of the step next to the pass mark on the failing side."""
    steps = Fraction(scale.passed) / Fraction(scale.step)
    beside = math.ceil(steps) - 1 if scale.high >= scale.low else math.floor(steps) + 1
    return as_decimal(beside * Fraction(scale.step))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
