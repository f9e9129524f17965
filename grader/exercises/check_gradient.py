"""Is a gradient the derivative of its function?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def check_gradient(
    function: Callable[[NDArray[Any]], float],
    gradient: ArrayLike,
    at: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    directions: int = 5,
    rtol: float = 1e-4,
) -> None:
    """Compare `gradient`, of the shape of `at`, with central differences of `function` along random directions.

    2 calls of `function` a direction; a gradient that is wrong in one number is wrong along nearly all of them. Raises
    AssertionError with the first direction in which they differ by more than `rtol` (relative).
    """
    point, claimed = np.asarray(at, dtype=np.float64), np.asarray(gradient)
    if claimed.shape != point.shape:
        raise AssertionError(f"the gradient should have the shape {point.shape}, and has {claimed.shape}")
    if claimed.dtype.kind not in "iuf" or not np.isfinite(claimed).all():
        raise AssertionError("the gradient holds what is no finite number")
    draw = rng or np.random.default_rng(0)
    step = 1e-5 * max(1.0, float(np.abs(point).max(initial=0.0)))
    for _ in range(directions):
        direction = draw.normal(size=point.shape)
        direction /= max(float(np.linalg.norm(direction)), 1e-12)
        measured = (float(function(point + step * direction)) - float(function(point - step * direction))) / (2 * step)
        stated = float((claimed * direction).sum())
        if not abs(measured - stated) <= rtol * max(1.0, abs(measured), abs(stated)):
            raise AssertionError(
                f"the gradient says {stated:.6g} along a direction in which the function changes by {measured:.6g}"
            )
