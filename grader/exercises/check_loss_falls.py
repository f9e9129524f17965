"""Does training learn: does the loss fall on a fixed batch?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def check_loss_falls(losses: ArrayLike, *, to: float = 0.5, steps: int | None = None) -> None:
    """Raise AssertionError unless the last loss is at most `to` times the first; `losses` is (steps,), one number a step."""
    values = np.asarray(losses)
    if values.dtype.kind not in "iuf" or values.ndim != 1 or len(values) < 2:
        raise AssertionError(f"the losses should be a row of numbers, and are {values.dtype} of the shape {values.shape}")
    if steps is not None and len(values) != steps:
        raise AssertionError(f"there should be {steps} losses, one a step, and there are {len(values)}")
    if not np.isfinite(values).all():
        raise AssertionError(f"the loss is no number any more after step {int(np.argmax(~np.isfinite(values)))}: smaller steps?")
    if not values[-1] <= to * values[0]:
        raise AssertionError(
            f"the loss goes from {values[0]:.4g} to {values[-1]:.4g}; at most {to * values[0]:.4g} was asked for"
        )
