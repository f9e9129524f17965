"""How many students have which grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from grader.core.rounding import half_up
from grader.core.rubric import Scale
from grader.core.scores import Mark

NOT_KNOWN = "not known yet"
_BINS = 10


def grade_counts(marks: Sequence[Mark], scale: Scale) -> dict[str, int]:
    """Return students by grade, the best first, empty ones too; last those whose grade is not known yet, where there are any.

    Letters stand for themselves. A scale of numbers is cut into tenths of its range, each with the grades from its lower end
    on; the best grade of all belongs to the last.
    """
    known = [mark.grade for mark in marks if mark.grade is not None]
    if scale.letters:
        counted = {letter.name: known.count(letter.name) for letter in scale.letters}
    else:
        bins = Counter(_bin(Decimal(grade), scale) for grade in known)
        counted = {_label(number, scale): bins[number] for number in reversed(range(_BINS))}
    unknown = len(marks) - len(known)
    return counted | ({NOT_KNOWN: unknown} if unknown else {})


def _bin(grade: Decimal, scale: Scale) -> int:
    width = Fraction(scale.high) - Fraction(scale.low)
    place = (Fraction(grade) - Fraction(scale.low)) / width if width else Fraction(0)
    return min(_BINS - 1, int(place * _BINS))


def _label(number: int, scale: Scale) -> str:
    low, width = Fraction(scale.low), (Fraction(scale.high) - Fraction(scale.low)) / _BINS
    ends = (half_up(low + width * end, Decimal("0.01")).normalize() for end in (number, number + 1))
    return " to ".join(f"{end:f}" for end in ends)
