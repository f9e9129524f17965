"""Which groups can be told apart by their models' answers, and which cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from grader.core.holm import holm
from grader.core.mcnemar import mcnemar_p_values

_SIGNIFICANT = 0.05


@dataclass(frozen=True)
class RankBand:
    """Groups that share a rank, 1 for the best band: their names, and the most and the fewest digits one of them has right."""

    rank: int
    groups: tuple[str, ...]
    most: int
    fewest: int
    samples: int


def rank_bands(
    answers: Mapping[str, str], labels: str | Sequence[int], significant: float = _SIGNIFICANT
) -> tuple[RankBand, ...]:
    """Put the groups into bands, the best first: those that cannot be told apart from a band's best share it.

    `answers` has a text a group with one character a digit, '0' to '9', '-' for none; `labels` are the same digits' truth.
    Each two groups are compared on the same digits with McNemar's test, and all these comparisons are corrected together
    with Holm's method. Then from the top: the best group opens a band, and those below it belong to the band until one
    differs significantly from its best; that one opens the next band. Groups with equally many right always share a band,
    and open a new one only where each of them differs from each best. The names decide nothing but the order within a band.

    To be told apart is not transitive: the last of a band and the first of the next may well be equally good. A band's
    groups are not shown to be equal, there is only no evidence that they differ.

    Raises ValueError where a group has another number of answers than there are labels.
    """
    names = sorted(answers)
    if not names:
        return ()
    right = np.stack([_right(answers[name], labels) for name in names])
    apart, correct = _apart(right, significant), right.sum(axis=1).astype(int)
    order = sorted(range(len(names)), key=lambda index: (-correct[index], names[index]))
    bands: list[list[int]] = []
    for _, equal in groupby(order, key=lambda index: correct[index]):
        block = list(equal)
        best = [one for one in bands[-1] if correct[one] == correct[bands[-1][0]]] if bands else []
        if best and not apart[np.ix_(best, block)].all():
            bands[-1] += block
        else:
            bands.append(block)
    return tuple(
        RankBand(rank, tuple(names[one] for one in band), int(correct[band[0]]), int(correct[band[-1]]), right.shape[1])
        for rank, band in enumerate(bands, 1)
    )


def _right(answers: str, labels: str | Sequence[int]) -> NDArray[np.bool_]:
    truth = labels if isinstance(labels, str) else "".join(map(str, labels))
    if len(answers) != len(truth):
        raise ValueError(f"{len(answers)} answers for {len(truth)} digits")
    return np.asarray(_characters(answers) == _characters(truth))


def _characters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("ascii"), np.uint8)


def _apart(right: NDArray[np.bool_], significant: float) -> NDArray[np.bool_]:
    """Return for each two groups whether they differ, (groups, groups)."""
    counts = right.astype(np.float32)  # whole numbers up to 16 million are exact in it
    both = counts @ counts.T
    only_first = (both.diagonal()[:, None] - both).astype(np.int64)
    first, second = np.triu_indices(len(right), 1)
    p_values = holm(mcnemar_p_values(only_first[first, second], only_first[second, first]))
    apart = np.zeros((len(right), len(right)), bool)
    apart[first, second] = apart[second, first] = np.array(p_values) <= significant
    return apart
