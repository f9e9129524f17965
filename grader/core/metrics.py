"""What a confusion matrix says: accuracy, and precision, recall and F1 of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ClassScore:
    """How well one class is recognised: shares from 0 to 1, 0 where there is nothing to divide by; `support` digits have it."""

    label: int
    precision: float
    recall: float
    f1: float
    support: int


def accuracy(confusion: Sequence[Sequence[int]], class_counts: Sequence[int]) -> float:
    """Return the share of all digits answered right. Raises ValueError where there is no digit, or the shapes disagree."""
    _require_square(confusion, class_counts)
    return sum(row[label] for label, row in enumerate(confusion)) / sum(class_counts)


def per_class(confusion: Sequence[Sequence[int]], class_counts: Sequence[int]) -> tuple[ClassScore, ...]:
    """Return precision, recall and F1 of each class, in order, as scikit-learn defines them with zero_division=0.

    `confusion[t][p]` counts digits of class t answered p. `class_counts[t]` counts all digits of class t: a digit without a
    valid answer is in no column, and lowers the recall all the same. Raises ValueError as `accuracy` does.
    """
    _require_square(confusion, class_counts)
    return tuple(_class_score(label, confusion, class_counts[label]) for label in range(len(class_counts)))


def macro_f1(confusion: Sequence[Sequence[int]], class_counts: Sequence[int]) -> float:
    """Return the plain mean of the classes' F1, a class that never occurs counting 0. Raises ValueError as `accuracy` does."""
    scores = per_class(confusion, class_counts)
    return sum(score.f1 for score in scores) / len(scores)


def macro_precision(confusion: Sequence[Sequence[int]], class_counts: Sequence[int]) -> float:
    """Return the plain mean of the classes' precision, a class that is never answered counting 0. Raises as `accuracy` does."""
    scores = per_class(confusion, class_counts)
    return sum(score.precision for score in scores) / len(scores)


def macro_recall(confusion: Sequence[Sequence[int]], class_counts: Sequence[int]) -> float:
    """Return the plain mean of the classes' recall, a class that never occurs counting 0. Raises as `accuracy` does."""
    scores = per_class(confusion, class_counts)
    return sum(score.recall for score in scores) / len(scores)


def _class_score(label: int, confusion: Sequence[Sequence[int]], support: int) -> ClassScore:
    right, answered = confusion[label][label], sum(row[label] for row in confusion)
    return ClassScore(
        label=label,
        precision=_share(right, answered),
        recall=_share(right, support),
        f1=_share(2 * right, answered + support),
        support=support,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _require_square(confusion: Sequence[Sequence[int]], class_counts: Sequence[int]) -> None:
    classes = len(class_counts)
    if not sum(class_counts) or len(confusion) != classes or any(len(row) != classes for row in confusion):
        raise ValueError(f"no digits, or not a {classes} by {classes} confusion matrix")
    if any(sum(row) > count for row, count in zip(confusion, class_counts, strict=True)):
        raise ValueError("a row of the confusion matrix counts more digits than its class has")
