"""Do two models really differ, or did one have luck?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 1000


@dataclass(frozen=True)
class McNemar:
    """The probability of a difference at least as large between two equally good models, and how it was worked out.

    `method` is 'exact' (binomial) or 'chi-squared' (with continuity correction).
    """

    p_value: float
    method: str


def mcnemar(only_first: int, only_second: int, exact_up_to: int = EXACT_UP_TO) -> McNemar:
    """Compare two models on the same digits: how many only the first, and how many only the second, answered right.

    Where they disagree on at most `exact_up_to` digits the two-sided binomial test is exact, min(1, 2 P(X <= smaller));
    on more, (|b - c| - 1)² / (b + c) is compared with chi-squared of one degree of freedom. Raises ValueError below 0.
    Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
    Psychometrika 12 (1947); A. L. Edwards, Psychometrika 13 (1948), for the correction.
    """
    if min(only_first, only_second) < 0:
        raise ValueError(f"{only_first} and {only_second} digits cannot be counts")
    fewer, both = min(only_first, only_second), only_first + only_second
    if both <= exact_up_to:
        return McNemar(_exact(fewer, both), "exact")
    squared = (abs(only_first - only_second) - 1) ** 2 / both if only_first != only_second else 0.0
    return McNemar(math.erfc(math.sqrt(squared / 2)), "chi-squared")


def mcnemar_p_values(only_first: NDArray[np.int64], only_second: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the p-value of each pair of counts, (n,), as `mcnemar` does of one, to about 12 digits; for millions of pairs."""
    fewer, both = np.minimum(only_first, only_second), only_first + only_second
    p_values = np.ones(len(both))
    exact = both <= EXACT_UP_TO
    p_values[exact] = np.minimum(1.0, 2 * _tails()[both[exact], fewer[exact]])
    large, apart = both[~exact], np.abs(only_first - only_second)[~exact]
    squared = np.where(apart > 0, (apart - 1) ** 2 / np.maximum(large, 1), 0.0)
    roots, place = np.unique(np.sqrt(squared / 2), return_inverse=True)
    p_values[~exact] = np.array([math.erfc(root) for root in roots.tolist()])[place]
    return p_values


@lru_cache(maxsize=1)
def _tails() -> NDArray[np.float64]:
    """Return P(X <= k) for X binomial (n, 1/2), for n up to EXACT_UP_TO and k up to its half, by Pascal's rule."""
    tails = np.ones((EXACT_UP_TO + 1, EXACT_UP_TO // 2 + 1))
    for n in range(1, EXACT_UP_TO + 1):  # P(X_n <= k) = (P(X_n-1 <= k) + P(X_n-1 <= k - 1)) / 2
        tails[n, 0] = tails[n - 1, 0] / 2
        tails[n, 1:] = (tails[n - 1, 1:] + tails[n - 1, :-1]) / 2
    return tails


def _exact(fewer: int, both: int) -> float:
    """Return min(1, 2 P(X <= fewer)) for X binomial (both, 1/2), in whole numbers until the last division."""
    term = total = 1
    for k in range(fewer):
        term = term * (both - k) // (k + 1)
        total += term
    return min(1.0, 2 * total / (1 << both))
