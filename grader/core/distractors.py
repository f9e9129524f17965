"""Who chose what: the right answers of a question and those that drew students away from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.core.correlation import correlation
from grader.core.exam_table import ExamItem
from grader.core.plain_answer import plain_answer

_MOST = 12  # wrong answers to an open question that are worth a line


@dataclass(frozen=True)
class Chosen:
    """One answer or box: how many chose it, the share of all, of the upper and of the lower 27 %, and whether it is right.

    `rest` is the correlation of choosing it with the points of the other questions: a good distractor's is negative.
    """

    answer: str
    right: bool
    count: int
    share: float
    upper: float
    lower: float
    rest: float | None


def distractors(
    item: ExamItem, upper: NDArray[np.float64], lower: NDArray[np.float64], rest: NDArray[np.float64]
) -> tuple[tuple[Chosen, ...], float]:
    """Return a line for each option (chosen or not) and each other answer, and the share of blank answers.

    `upper` and `lower` are the weights of the students in the two groups (n,), `rest` their points elsewhere (n,). The options
    come in their own order, then other answers: the right ones, and at most twelve wrong ones by how many gave them.
    """
    names = _names(item)
    blank = np.array([not choice for choice in item.choices], dtype=bool)[item.codes]
    boxes = {name: np.array([name in choice for choice in item.choices], dtype=bool) for name in names}
    found = tuple(_chosen(item, name, names[name], boxes[name][item.codes], (upper, lower, rest)) for name in names)
    return found, float(blank.mean())


def _names(item: ExamItem) -> dict[str, str]:
    """Return the options and answers to list, as they are compared, each with how it is written."""
    names = {plain_answer(option): option for option in item.options}
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    by_level = zip(item.levels, item.choices, np.bincount(item.codes, minlength=len(item.levels)).tolist(), strict=True)
    for level, choice, count in sorted(by_level, key=lambda one: -one[2]):  # an answer is shown as most students wrote it
        for one in choice:
            counts[one] += count
            written.setdefault(one, level if len(choice) == 1 else one)
    others = sorted((one for one in counts if one not in names), key=lambda one: (-counts[one], one))
    right = [one for one in others if one in item.right]
    wrong = [one for one in others if one not in item.right and counts[one]]
    return names | {one: written[one] for one in (*right, *wrong[:_MOST])}


def _chosen(
    item: ExamItem,
    name: str,
    written: str,
    ticked: NDArray[np.bool_],
    groups: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
) -> Chosen:
    upper, lower, rest = groups
    took = ticked.astype(np.float64)
    return Chosen(
        answer=written,
        right=name in item.right,
        count=int(took.sum()),
        share=float(took.mean()),
        upper=float(upper[ticked].sum() / upper.sum()),
        lower=float(lower[ticked].sum() / lower.sum()),
        rest=correlation(took, rest),
    )
