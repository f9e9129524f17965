"""What notebooks find offline when they ask for the course's training data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Public digits in Keras's layout: images uint8 (n, 28, 28) from 0 to 255, labels uint8 (n,) from 0 to 9.

    `sha256` is of the content of the four arrays, not of a file.
    """

    name: str
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    sha256: str
