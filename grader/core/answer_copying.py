"""Pairs of students who made more of the same mistakes than chance explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.core.exam_table import ExamItem, ExamTable
from grader.core.holm import holm
from grader.core.poisson_binomial import poisson_binomial_tail

_STRATA = 4  # groups of ability in which mistakes are counted apart
_EACH = 30  # students that a group should have at least
_PRIOR = 2.0  # how many students' worth of the whole class's mistakes each group's counts begin with
_MOST = 3000
_LOOK = 2.0  # standard deviations above what is expected; below it no p-value is worth working out


@dataclass(frozen=True)
class SharedMistakes:
    """Two students (in the table's order) with `same` identical wrong answers among `both_wrong` that both had wrong.

    `expected` is how many would be the same by chance, `p` the chance of so many or more, `corrected` the same after Holm's
    correction for all pairs. `questions` are the ids of those with the same wrong answer.
    """

    first: str
    second: str
    both_wrong: int
    same: int
    expected: float
    p: float
    corrected: float
    questions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Mistakes:
    """One question: `made[student]` is the mistake, as a number from 0, or -1 for right or blank; `match` by two strata."""

    id: str
    made: NDArray[np.int64]
    match: NDArray[np.float64]


def answer_copying(table: ExamTable, *, at: float = 0.05) -> tuple[SharedMistakes, ...]:
    """Return the pairs whose shared mistakes are improbable, the least probable first, with at most the chance `at` of any error.

    Given which questions both had wrong, they are taken to err independently, each as others of like ability do: the chance
    of the same mistake on a question is the sum over its wrong answers of the product of both shares. The number of identical
    mistakes then is Poisson binomial, the generalised binomial test of W. J. van der Linden and L. Sotaridona, "Detecting answer
    copying when the regular response process follows a known response model", Journal of Educational and Behavioral Statistics
    31 (2006), on wrong answers only as in P. W. Holland's K-index (ETS RR-96-07, 1996), with shares counted in up to four groups
    of ability in place of a fitted model. A pair's own mistakes count among the shares, which makes it a little too cautious.
    All pairs are corrected for by Holm. One shared mistake alone is never reported, and copying from somebody who made few
    mistakes is not seen.

    Raises InputError for more than 3,000 students: time and memory grow with their square.
    """
    if len(table.students) > _MOST:
        hint = "compare those who sat in one room: cut the export to them"
        raise InputError(f"every pair of {len(table.students):,} students would be too many", hint=hint)
    strata = _strata(table)
    mistakes = [made for item in table.items if (made := _mistakes(item, strata)) is not None]
    if len(table.students) < 2 or not mistakes:
        return ()
    same, expected, spread = _pairs(mistakes, strata)
    firsts, seconds = np.nonzero(np.triu(same > np.maximum(1, expected + _LOOK * np.sqrt(spread)), k=1))
    pairs = list(zip(firsts.tolist(), seconds.tolist(), strict=True))
    tails = [_tail(mistakes, strata, pair) for pair in pairs]
    total = len(table.students) * (len(table.students) - 1) // 2
    corrected = holm([*tails, *[1.0] * (total - len(tails))])[: len(tails)]
    found = [
        _shared(table, mistakes, strata, pair, tail, one)
        for pair, tail, one in zip(pairs, tails, corrected, strict=True)
        if one <= at
    ]
    return tuple(sorted(found, key=lambda one: (one.p, one.first, one.second)))


def _strata(table: ExamTable) -> NDArray[np.int64]:
    """Return each student's group of ability, from 0: equal parts by points, equal points together."""
    totals = np.zeros(len(table.students))
    for item in table.items:
        totals += np.nan_to_num(item.points)
    parts = max(1, min(_STRATA, len(totals) // _EACH))
    if parts == 1:
        return np.zeros(len(totals), dtype=np.int64)
    edges = np.quantile(totals, np.arange(1, parts) / parts)
    return np.unique(np.searchsorted(edges, totals, side="right"), return_inverse=True)[1].astype(np.int64)


def _mistakes(item: ExamItem, strata: NDArray[np.int64]) -> _Mistakes | None:
    """Return who made which mistake, and how likely two of any strata make the same; None where nobody made one."""
    kinds: dict[frozenset[str], int] = {}
    kind = np.array(
        [kinds.setdefault(frozenset(choice), len(kinds)) if choice else -1 for choice in item.choices], dtype=np.int64
    )
    wrong = np.nan_to_num(item.points, nan=item.maximum) < item.maximum
    made = np.where(wrong, kind[item.codes], -1)
    seen = made >= 0
    if not seen.any():
        return None
    _, places = np.unique(made[seen], return_inverse=True)  # only mistakes that were made
    made[seen] = places
    counts = np.zeros((int(strata.max()) + 1, int(places.max()) + 1))
    np.add.at(counts, (strata[seen], places), 1)
    pooled = counts.sum(axis=0) / counts.sum()
    shares = (counts + _PRIOR * pooled) / (counts.sum(axis=1, keepdims=True) + _PRIOR)
    return _Mistakes(item.id, made, shares @ shares.T)


def _pairs(
    mistakes: list[_Mistakes], strata: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return for all pairs (n, n) how many mistakes are the same, how many would be by chance, and that number's variance."""
    size = len(strata)
    same = np.zeros((size, size), dtype=np.int64)
    expected, spread = np.zeros((size, size)), np.zeros((size, size))
    for one in mistakes:
        seen = one.made >= 0
        both = seen[:, None] & seen[None, :]
        chance = np.where(both, one.match[np.ix_(strata, strata)], 0.0)
        same += both & (one.made[:, None] == one.made[None, :])
        expected += chance
        spread += chance * (1 - chance)
    return same, expected, spread


def _chances(mistakes: list[_Mistakes], strata: NDArray[np.int64], pair: tuple[int, int]) -> list[float]:
    i, j = pair
    return [float(one.match[strata[i], strata[j]]) for one in mistakes if one.made[i] >= 0 and one.made[j] >= 0]


def _alike(mistakes: list[_Mistakes], pair: tuple[int, int]) -> tuple[str, ...]:
    i, j = pair
    return tuple(one.id for one in mistakes if one.made[i] >= 0 and one.made[i] == one.made[j])


def _tail(mistakes: list[_Mistakes], strata: NDArray[np.int64], pair: tuple[int, int]) -> float:
    return poisson_binomial_tail(_chances(mistakes, strata, pair), len(_alike(mistakes, pair)))


def _shared(
    table: ExamTable, mistakes: list[_Mistakes], strata: NDArray[np.int64], pair: tuple[int, int], p: float, corrected: float
) -> SharedMistakes:
    chances, alike = _chances(mistakes, strata, pair), _alike(mistakes, pair)
    first, second = (table.students[one] for one in pair)
    return SharedMistakes(first, second, len(chances), len(alike), sum(chances), p, corrected, alike)
