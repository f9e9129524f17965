"""How an exam's questions did: hard or easy, telling or misleading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.core.correlation import correlation
from grader.core.cronbach_alpha import cronbach_alpha
from grader.core.distractors import distractors
from grader.core.exam_table import ExamItem, ExamTable
from grader.core.item_flags import item_flags
from grader.core.item_statistics import ItemAnalysis, ItemStatistics
from grader.core.reliability import reliability
from grader.core.upper_lower import upper_lower


def item_analysis(table: ExamTable) -> ItemAnalysis | None:
    """Return the statistics of every question that is marked for everyone, or None where there is no student or question.

    Difficulty, item-total (for questions of all or nothing the point-biserial) and corrected item-rest correlation are those
    of F. M. Lord and M. R. Novick, "Statistical Theories of Mental Test Scores", 1968, chapter 15; for the 27 % groups see
    `upper_lower`, for the rest `reliability`. Questions that are void or not marked for everyone are left out and named.
    """
    items = [item for item in table.items if not np.isnan(item.points).any()]
    left_out = (*table.left_out, *(item.id for item in table.items if np.isnan(item.points).any()))
    if not items or not table.students:
        return None
    points = np.stack([item.points for item in items], axis=1)
    maxima = np.array([item.maximum for item in items])
    totals = points.sum(axis=1)
    groups = upper_lower(totals)
    whole = reliability(points, maxima)
    found = tuple(_item(at, items, points, groups, whole.alpha) for at in range(len(items)))
    deviation = float(np.std(totals, ddof=1)) if len(totals) > 1 else None
    return ItemAnalysis(len(totals), float(maxima.sum()), float(totals.mean()), deviation, whole, found, left_out)


def _item(
    at: int,
    items: Sequence[ExamItem],
    points: NDArray[np.float64],
    groups: tuple[NDArray[np.float64], NDArray[np.float64]],
    alpha: float | None,
) -> ItemStatistics:
    item, own, totals = items[at], points[:, at], points.sum(axis=1)
    upper, lower = groups
    rest = totals - own
    chosen, blank = distractors(item, upper, lower, rest)
    numbers = ItemStatistics(
        id=item.id,
        title=item.title,
        maximum=item.maximum,
        difficulty=float(own.mean()) / item.maximum,
        item_total=correlation(own, totals),
        item_rest=correlation(own, rest) if len(items) > 1 else None,
        upper_lower=float((own * upper).sum() / upper.sum() - (own * lower).sum() / lower.sum()) / item.maximum,
        alpha_without=cronbach_alpha(np.delete(points, at, axis=1)),
        blank=blank,
        chosen=chosen,
        flags=(),
    )
    return replace(numbers, flags=tuple(item_flags(numbers, len(own), alpha)))
