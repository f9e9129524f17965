"""Everybody's answers to an exam, each distinct one kept once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from grader.core.answer_key import Question
from grader.core.coded import coded
from grader.core.grade_answer import grade_answer

_SAFE = 2**62  # what a sum of whole numbers may reach in 64 bits


@dataclass(frozen=True, eq=False)
class QuestionAnswers:
    """One question's answers: `codes[row]` is the place in `levels` of what that row says. `levels` are distinct texts."""

    question: Question
    levels: tuple[str, ...]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, question: Question, answers: Sequence[str]) -> QuestionAnswers:
        """Collect the answers of all rows, in their order."""
        return cls(question, *coded(answers))

    def earned(self, question: Question | None = None) -> tuple[Fraction, ...]:
        """Return what each level earns, by another state of the question where one is given."""
        return tuple(grade_answer(question or self.question, level) for level in self.levels)


def add_points(columns: Sequence[QuestionAnswers], rows: int) -> list[Fraction]:
    """Return each row's points over all questions, exact; a total below 0 is 0.

    Every distinct answer is graded once, and the sums run over whole numbers of the points' common denominator.
    """
    earned = [column.earned() for column in columns]
    below = lcm(1, *(points.denominator for levels in earned for points in levels))
    largest = sum(max((abs(points) for points in levels), default=Fraction(0)) for levels in earned) * below
    total = np.zeros(rows, dtype=np.int64 if largest < _SAFE else object)
    for column, levels in zip(columns, earned, strict=True):
        whole = np.array([int(points * below) for points in levels], dtype=total.dtype)
        total += whole[column.codes]
    return [Fraction(max(int(points), 0), below) for points in total]
