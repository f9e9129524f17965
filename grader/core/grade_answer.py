"""What one answer earns."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from grader.core.answer_key import Credit, Kind, Question, Void
from grader.core.answer_number import answer_numbers
from grader.core.plain_answer import plain_answer
from grader.core.ticked import ticked


def grade_answer(question: Question, answer: str) -> Fraction:
    """Return the points of an answer as the export gives it, exact; a blank one earns 0, also where wrong ones cost points.

    Correction for guessing: a wrong answer costs points / (options - 1), so that guessing among all options earns 0 on
    average. Source: R. L. Thorndike (ed.), "Educational Measurement", 2nd edition, 1971, chapter 3 (formula scoring).
    """
    full = Fraction(question.points)
    if question.void is Void.EXCLUDED:
        return Fraction(0)
    if question.void is Void.EVERYONE:
        return full
    if not answer.strip():
        return Fraction(0)
    if question.kind is Kind.CHECKBOXES and question.credit is Credit.PER_OPTION:
        earned = max(_per_option(question, answer, right) for right in question.accepted)
    else:
        earned = full if is_right(question, answer) else _penalty(question)
    return earned if question.floor is None else max(earned, Fraction(question.floor))


def is_right(question: Question, answer: str) -> bool:
    """Say whether the answer is one of those that the key accepts, whole."""
    if question.kind is Kind.CHECKBOXES:
        chosen = _plain(ticked(answer, question.options))
        return any(chosen == _plain(right) for right in question.accepted)
    if question.kind is Kind.NUMBER:
        numbers = answer_numbers(answer)
        return any(_near(number, right, question) for number in numbers for (right,) in question.accepted)
    plain = plain_answer(answer)
    return any(plain == plain_answer(right) for (right,) in question.accepted)


def _near(number: Decimal, right: str, question: Question) -> bool:
    wanted = Fraction(right)
    room = Fraction(question.tolerance) * (abs(wanted) if question.relative else 1)
    return abs(Fraction(number) - wanted) <= room


def _penalty(question: Question) -> Fraction:
    if question.wrong is not None:
        return Fraction(question.wrong)
    return -Fraction(question.points) / (len(question.options) - 1) if question.guessing else Fraction(0)


def _per_option(question: Question, answer: str, right: tuple[str, ...]) -> Fraction:
    """Return the share of the right boxes that were ticked, less what the wrong ones cost."""
    chosen, wanted = _plain(ticked(answer, question.options)), _plain(right)
    each = Fraction(question.points) / len(wanted)
    cost = -each if question.wrong is None else Fraction(question.wrong)
    return each * len(chosen & wanted) + cost * len(chosen - wanted)


def _plain(boxes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_answer(box) for box in boxes)
