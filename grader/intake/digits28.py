"""Small digits for trying things out: scikit-learn's, brought to MNIST's form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TRAIN, _PUBLIC = 1000, 1297  # in the order of the file; the last 500 are held out
_BOX, _SIDE, _BRIGHTEST = 20, 28, 16


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
    from sklearn.datasets import load_digits  # noqa: PLC0415  # takes a second, which only this function should cost

    bunch = load_digits()
    images = np.stack([_brought_to_28(image) for image in bunch.images])
    labels = bunch.target.astype(np.uint8)
    (x_train, x_test, x_heldout), (y_train, y_test, y_heldout) = (
        np.split(array, [_TRAIN, _PUBLIC]) for array in (images, labels)
    )
    return Digits28(x_train, y_train, x_test, y_test, x_heldout, y_heldout)


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
