"""What is known of an exam's questions once everybody has answered them."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.distractors import Chosen
from grader.core.reliability import Reliability


@dataclass(frozen=True)
class ItemStatistics:
    """One question's numbers; None where they cannot be computed.

    `difficulty` is the mean share of its points (1 is easy), `item_total` the correlation of its points with the total,
    `item_rest` with the total of the other questions, `upper_lower` the difference in difficulty between the best and the worst
    27 %, `alpha_without` the exam's alpha without it. `flags` are sentences on what to look at.
    """

    id: str
    title: str
    maximum: float
    difficulty: float
    item_total: float | None
    item_rest: float | None
    upper_lower: float
    alpha_without: float | None
    blank: float
    chosen: tuple[Chosen, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class ItemAnalysis:
    """The whole exam: students, mean and standard deviation of the totals in points, reliability, and its questions."""

    students: int
    maximum: float
    mean: float
    deviation: float | None
    reliability: Reliability
    items: tuple[ItemStatistics, ...]
    left_out: tuple[str, ...]
