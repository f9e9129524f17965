"""Read MNIST from the four idx files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.intake.idx import read_idx

MNIST_IDX = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


def read_mnist_idx(folder: Path) -> dict[str, NDArray[Any]]:
    """Return the four arrays by their names in Keras's layout; each file may be gzipped.

    Raises:
        InputError: when one of the four files is missing or broken.
    """
    return {array: read_idx(_find(folder, name)) for array, name in MNIST_IDX.items()}


def _find(folder: Path, name: str) -> Path:
    spellings = (name, name.replace("-idx", ".idx"))  # the second is how some archives spell it
    found = next(
        (path for spelling in spellings for path in (folder / spelling, folder / f"{spelling}.gz") if path.is_file()), None
    )
    if found is None:
        hint = f"put the four idx files into one folder: {', '.join(MNIST_IDX.values())}"
        raise InputError(f"there is no {name} or {name}.gz", file=folder, hint=hint)
    return found
