"""What an instructor should look at, question by question, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

from grader.core.distractors import Chosen
from grader.core.item_statistics import ItemStatistics
from grader.core.show import show

_EASY, _HARD = 0.95, 0.2
_POOR = 0.2  # R. L. Ebel, "Measuring Educational Achievement", 1965: below it a question is to be discarded or rewritten
_ONE_IN_TWENTY = 1.6448536269514722  # the normal quantile of 95 %
_BLANK = 0.2
_WORTH = 0.05  # the share of students that a distractor must draw to be spoken of
_BETTER = 0.02  # how much alpha must gain before a question is said to cost reliability


def item_flags(item: ItemStatistics, students: int, alpha: float | None) -> Iterator[str]:
    """Yield a sentence for each thing that is odd about the question; `students` wrote the exam, and `alpha` is all of it.

    A correlation below 0 is spoken of where chance alone would bring one so low in fewer than one question of twenty.
    """
    right = [one for one in item.chosen if one.right]
    wrong = [one for one in item.chosen if not one.right]
    yield from _level(item)
    if item.item_rest is not None and item.item_rest < -_ONE_IN_TWENTY / math.sqrt(students):
        yield f"those who did well elsewhere did worse here (correlation {item.item_rest:.2f}): is the key right?"
    elif _HARD <= item.difficulty <= _EASY and item.upper_lower < _POOR:
        yield f"it hardly tells the best from the weakest (difference {item.upper_lower:.2f}, {_POOR} is the least to wish for)"
    if alpha is not None and item.alpha_without is not None and item.alpha_without > alpha + _BETTER:
        yield f"the exam is more reliable without it (alpha {item.alpha_without:.2f} instead of {alpha:.2f})"
    yield from _pulled(right, wrong)
    idle = [show(one.answer, 40) for one in wrong if not one.count]
    if idle:
        yield f"nobody chose {', '.join(idle)}"
    if item.blank > _BLANK:
        yield f"{item.blank:.0%} left it blank"


def _level(item: ItemStatistics) -> Iterator[str]:
    if item.difficulty > _EASY:
        yield f"nearly everyone has it right ({item.difficulty:.0%} of its points), so it tells nobody apart"
    elif item.difficulty < _HARD:
        yield f"few have it right ({item.difficulty:.0%} of its points): was it taught, is it clear, is the key right?"


def _pulled(right: list[Chosen], wrong: list[Chosen]) -> Iterator[str]:
    """Yield on wrong answers that drew the better students."""
    best = max((one.upper for one in right), default=0.0)
    for one in wrong:
        if one.upper > best and one.upper > 0:
            chose = f"{show(one.answer, 60)!r} ({one.upper:.0%})"
            yield f"more of the best chose {chose} than what is keyed ({best:.0%}): is the key right?"
        elif one.share >= _WORTH and one.rest is not None and one.rest > 0.1:
            yield f"those who chose {show(one.answer, 60)!r} did better elsewhere than the rest: is it defensible?"
