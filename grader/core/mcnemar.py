"""Do two models really differ, or did one have luck?"""

from __future__ import annotations

import math
from dataclasses import dataclass

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


def _exact(fewer: int, both: int) -> float:
    """Return min(1, 2 P(X <= fewer)) for X binomial (both, 1/2), in whole numbers until the last division."""
    term = total = 1
    for k in range(fewer):
        term = term * (both - k) // (k + 1)
        total += term
    return min(1.0, 2 * total / (1 << both))
