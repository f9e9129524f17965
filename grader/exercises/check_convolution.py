"""Is a convolution what SciPy computes?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grader.exercises.same import same


def check_convolution(
    got: ArrayLike,
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: int = 0,
    stride: int = 1,
    flip: bool = False,
    rtol: float = 1e-6,
) -> None:
    """Compare with scipy.signal: `image` (h, w) and `kernel` (a, b), zeros around the image, every `stride`-th place.

    As deep-learning libraries do, the kernel is not flipped; `flip=True` is the mathematician's convolution.
    """
    from scipy.signal import convolve2d, correlate2d  # noqa: PLC0415 - heavy, and only here

    padded = np.pad(np.asarray(image, dtype=np.float64), padding)
    weights = np.asarray(kernel, dtype=np.float64)
    full = (convolve2d if flip else correlate2d)(padded, weights, mode="valid")
    same(got, full[::stride, ::stride], rtol=rtol)
