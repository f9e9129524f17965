"""Read training data in Keras's layout."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.core.training_data import TrainingData
from grader.intake.digit_arrays import check_digits
from grader.intake.npz import read_npz

KERAS_ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def read_mnist(path: Path) -> TrainingData:
    """Return MNIST from an .npz in Keras's layout.

    Raises:
        InputError: when the file cannot be read, or does not hold 60,000 and 10,000 digits.
    """
    data = read_keras_layout(path, "mnist")
    if (len(data.x_train), len(data.x_test)) != (60_000, 10_000):
        what = f"this is not MNIST: it holds {len(data.x_train):,} and {len(data.x_test):,} digits, not 60,000 and 10,000"
        raise InputError(what, file=path, hint="name other data by its path in 'training_data:'")
    return data


def read_keras_layout(path: Path, name: str) -> TrainingData:
    """Return the digits of an .npz with x_train, y_train, x_test and y_test.

    Raises:
        InputError: when the file or one of its arrays cannot be used.
    """
    arrays = read_npz(path, required=KERAS_ARRAYS)
    for part in ("train", "test"):
        check_digits(path, arrays[f"x_{part}"], arrays[f"y_{part}"], named=(f"x_{part}", f"y_{part}"))
    return kept(name, arrays)


def kept(name: str, arrays: Mapping[str, NDArray[Any]]) -> TrainingData:
    """Return checked arrays as a value with the hash of their content."""
    plain = {key: np.ascontiguousarray(arrays[key], dtype=np.uint8) for key in KERAS_ARRAYS}
    digest = hashlib.sha256()
    for array in plain.values():
        digest.update(str(array.shape).encode() + array.tobytes())
    return TrainingData(name, **plain, sha256=digest.hexdigest())
