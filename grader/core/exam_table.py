"""What is known of an exam question by question: what item analysis and the search for copying read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every command reads exams; only those that analyse one need arrays
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ExamItem:
    """One question that counts: everybody's answer, and what it earned.

    `codes[student]` is the place in `levels` of the answer; `choices[level]` are the boxes it ticks (of other kinds: the one
    answer; () for blank). `points[student]` is a float up to `maximum`, NaN where nobody has marked it yet. `right` are
    the boxes that are right, as they are compared; `options` all that could be chosen, where that is known.
    """

    id: str
    title: str
    maximum: float
    levels: tuple[str, ...]
    choices: tuple[tuple[str, ...], ...]
    codes: NDArray[np.int32]
    points: NDArray[np.float64]
    right: frozenset[str]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ExamTable:
    """The students whose exam counts, and the questions that do; every array has one place a student, in this order."""

    students: tuple[str, ...]
    items: tuple[ExamItem, ...]
    left_out: tuple[str, ...] = ()
