"""Which digits does a model take for which?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistaken:
    """`count` digits of class `truth` were taken for `answer`: that `share` of the class's digits, from 0 to 1."""

    truth: int
    answer: int
    count: int
    share: float


def top_confusions(confusion: Sequence[Sequence[int]], class_counts: Sequence[int], most: int = 5) -> tuple[Mistaken, ...]:
    """Return the most frequent mistakes, at most so many, the most frequent first; of equal ones the lower digits.

    `confusion[t][p]` counts digits of class t answered p. What was never confused is not among them.
    """
    found = [
        Mistaken(truth, answer, count, count / class_counts[truth])
        for truth, row in enumerate(confusion)
        for answer, count in enumerate(row)
        if truth != answer and count
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.truth, one.answer))[:most])
