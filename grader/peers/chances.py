"""The chance of a group to be placed before another one, from the strengths that a model of choice gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_DIGITS = 6  # a fit is no more exact; further digits would part groups that are equal


def chances(strengths: NDArray[np.float64], ranked: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return for each group the mean chance to be placed before one of the others, (groups,); NaN where it is not `ranked`.

    `strengths` (ranked groups,) are the logarithms that `choix` returns: the chance of i before j is
    1 / (1 + exp(strength j - strength i)).
    """
    found = np.full(len(ranked), np.nan)
    if len(strengths) > 1:
        before = 1 / (1 + np.exp(strengths[None, :] - strengths[:, None]))
        found[ranked] = np.round((before.sum(axis=1) - 0.5) / (len(strengths) - 1), _DIGITS)
    return found
