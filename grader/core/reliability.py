"""How far an exam's result would come out the same again."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.core.cronbach_alpha import cronbach_alpha
from grader.core.f_quantile import f_quantile


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha (KR-20 where every question is all or nothing) with its 95 % interval, and the standard error in points.

    None where it cannot be computed: fewer than two students or questions, or all students with one total.
    """

    alpha: float | None
    interval: tuple[float, float] | None
    standard_error: float | None
    dichotomous: bool


def reliability(points: NDArray[np.float64], maxima: NDArray[np.float64], confidence: float = 0.95) -> Reliability:
    """Return the reliability of an exam from `points` (students, questions) and each question's maximum (questions,).

    Alpha is that of `cronbach_alpha`. The interval takes
    (1 - alpha) / (1 - estimate) as F distributed with n - 1 and (n - 1)(k - 1) degrees of freedom: L. S. Feldt, "The approximate
    sampling distribution of Kuder-Richardson reliability coefficient twenty", Psychometrika 30 (1965). The standard error of
    measurement is the standard deviation of the totals x sqrt(1 - alpha).
    """
    students, questions = points.shape
    dichotomous = bool(np.all((points == 0) | (points == maxima)))
    alpha = cronbach_alpha(points)
    if alpha is None:
        return Reliability(None, None, None, dichotomous)
    freedom, tail = (students - 1, (students - 1) * (questions - 1)), (1 - confidence) / 2
    interval = (1 - (1 - alpha) * f_quantile(1 - tail, *freedom), 1 - (1 - alpha) * f_quantile(tail, *freedom))
    return Reliability(alpha, interval, math.sqrt(float(np.var(points.sum(axis=1), ddof=1)) * max(0.0, 1 - alpha)), dichotomous)
