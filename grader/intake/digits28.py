"""Small digits for trying things out: scikit-learn's, brought to MNIST's form."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import MachineError

_TRAIN, _PUBLIC = 1000, 1297  # in the order of the file; the last 500 are held out
_BOX, _SIDE, _BRIGHTEST, _GIVEN_SIDE = 20, 28, 16, 8


@dataclass(frozen=True, eq=False)
class Digits28:
    """1,797 digits, uint8 (n, 28, 28) with labels uint8 (n,): 1,000 to train, 297 to test in public, 500 held out."""

    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    x_heldout: NDArray[np.uint8]
    y_heldout: NDArray[np.uint8]


def digits28() -> Digits28:
    """Return the digits of 13 writers that come with scikit-learn (UCI optdigits, its test set), the same ones each time.

    As in MNIST, a digit fills a box of 20 by 20 pixels, whose centre of mass stands in the middle of 28 by 28.
    """
    rows = _rows_of_scikit_learn()
    images = np.stack([_brought_to_28(image) for image in rows[:, :-1].reshape(-1, _GIVEN_SIDE, _GIVEN_SIDE)])
    labels = rows[:, -1].astype(np.uint8)
    (x_train, x_test, x_heldout), (y_train, y_test, y_heldout) = (
        np.split(array, [_TRAIN, _PUBLIC]) for array in (images, labels)
    )
    return Digits28(x_train, y_train, x_test, y_test, x_heldout, y_heldout)


def _rows_of_scikit_learn() -> NDArray[np.float64]:
    """Return what `sklearn.datasets.load_digits` reads, (1797, 64 pixels and a label), without importing it for a second."""
    found = find_spec("sklearn")
    if found is None or found.origin is None:
        raise MachineError("scikit-learn is not installed, with which the small digits come; install the grader again")
    with gzip.open(Path(found.origin).parent / "datasets" / "data" / "digits.csv.gz", "rt", encoding="ascii") as file:
        return np.loadtxt(file, delimiter=",")


def _brought_to_28(image: NDArray[np.float64]) -> NDArray[np.uint8]:
    from scipy.ndimage import center_of_mass, zoom  # noqa: PLC0415  # takes half a second, which only this function should cost

    enlarged = zoom(image, _BOX / len(image), order=3, mode="grid-constant", grid_mode=True)
    # Rounded twice, so that the last bit of another machine's arithmetic changes no pixel.
    box = np.rint(np.round(np.clip(enlarged, 0, _BRIGHTEST) * (255 / _BRIGHTEST), 6)).astype(np.uint8)
    canvas = np.zeros((_SIDE, _SIDE), np.uint8)
    top, left = (_offset(float(centre)) for centre in center_of_mass(box))
    canvas[top : top + _BOX, left : left + _BOX] = box
    return canvas


def _offset(centre: float) -> int:
    return int(np.clip(np.rint((_SIDE - 1) / 2 - centre), 0, _SIDE - _BOX))


def digits28_heldout() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return images and labels of the 500 digits that are in no training data."""
    digits = digits28()
    return digits.x_heldout, digits.y_heldout
