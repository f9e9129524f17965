"""Which groups can be told apart by their models' answers, and which cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from grader.core.holm import holm_cut
from grader.core.mcnemar import mcnemar_p_values
from grader.core.model_pairs import ModelPairs

_SIGNIFICANT = 0.05
_BEST_AT_ONCE, _BLOCKS_AT_ONCE = 256, 32


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
    truth = _characters(labels if isinstance(labels, str) else "".join(map(str, labels)))
    pairs = ModelPairs.of((_right(answers[name], truth) for name in names), len(truth))
    correct = pairs.correct.tolist()
    order = sorted(range(len(names)), key=lambda index: (-correct[index], names[index]))
    equal = [list(block) for _, block in groupby(order, key=lambda index: correct[index])]
    bands, at, cut = [], 0, _cut(pairs, significant)
    while at < len(equal):
        end = _next_band(pairs, equal, at, cut)
        bands.append([one for block in equal[at:end] for one in block])
        at = end
    return tuple(
        RankBand(rank, tuple(names[one] for one in band), correct[band[0]], correct[band[-1]], pairs.samples)
        for rank, band in enumerate(bands, 1)
    )


def _cut(pairs: ModelPairs, significant: float) -> float:
    """Return the largest p-value of two groups that differ, all comparisons corrected together."""
    only_one, only_other, times = pairs.counted()
    return holm_cut(mcnemar_p_values(only_one, only_other), times, significant)


def _next_band(pairs: ModelPairs, equal: Sequence[Sequence[int]], at: int, cut: float) -> int:
    """Return where the next band begins: with the first that all differ from each of the best, which are `equal[at]`."""
    for start in range(at + 1, len(equal), _BLOCKS_AT_ONCE):
        some = equal[start : start + _BLOCKS_AT_ONCE]
        below = [one for block in some for one in block]
        apart = np.ones(len(below), bool)
        for first in range(0, len(equal[at]), _BEST_AT_ONCE):
            apart &= (pairs.p_values(equal[at][first : first + _BEST_AT_ONCE], below) <= cut).all(axis=0)
        ends = np.cumsum([len(block) for block in some])
        for number, (end, block) in enumerate(zip(ends.tolist(), some, strict=True)):
            if apart[end - len(block) : end].all():
                return start + number
    return len(equal)


def _right(answers: str, truth: NDArray[np.uint8]) -> NDArray[np.bool_]:
    if len(answers) != len(truth):
        raise ValueError(f"{len(answers)} answers for {len(truth)} digits")
    return np.asarray(_characters(answers) == truth)


def _characters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("ascii"), np.uint8)
