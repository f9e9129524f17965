"""Bring a picture of one digit to the form of MNIST's: bright ink, in a box of 20 by 20, its mass in the centre."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_BOX, _SIDE = 20, 28


def ink_of(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how much ink lies on each pixel (h, w), 0 to 255: the background, judged by the edge, becomes 0."""
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    ink = picture.astype(np.float64)
    return 255 - ink if np.median(edge) > 127 else ink


def without_paper(ink: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ink with everything below Otsu's threshold gone and the rest stretched to 255; nothing where there is none.

    Source: N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9 (1979).
    """
    threshold = otsu(ink)
    stroke = np.where(ink > threshold, ink, 0)
    return stroke * (255 / stroke.max()) if stroke.max() > 0 else stroke


def otsu(ink: NDArray[np.float64]) -> float:
    """Return the value that best parts the pixels in two, by the variance between the parts."""
    counts = np.bincount(np.clip(ink, 0, 255).astype(int).ravel(), minlength=256).astype(np.float64)
    below, sums = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(np.nanargmax(np.where(np.isfinite(between), between, -1)))


def mnist_box(ink: NDArray[np.float64]) -> NDArray[np.uint8] | None:
    """Return the digit as uint8 (28, 28) as MNIST's were made, None where there is no ink.

    The smallest rectangle that holds the ink is resized to fit 20 by 20 with its proportions kept, and put into 28 by 28 so
    that its centre of mass is the centre. Source: Y. LeCun et al., "Gradient-based learning applied to document
    recognition", Proc. IEEE 86 (1998), and the description published with MNIST.
    """
    rows, columns = np.flatnonzero(ink.max(axis=1)), np.flatnonzero(ink.max(axis=0))
    if not len(rows):
        return None
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = _BOX / max(cut.shape)
    size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
    small = np.asarray(Image.fromarray(np.rint(cut).astype(np.uint8)).resize(size, Image.Resampling.LANCZOS), np.float64)
    return _centred(small)


def _centred(small: NDArray[np.float64]) -> NDArray[np.uint8]:
    mass = small.sum() or 1.0
    middle = [float((small.sum(axis=1 - axis) * np.arange(small.shape[axis])).sum() / mass) for axis in (0, 1)]
    wanted = [round((_SIDE - 1) / 2 - at) for at in middle]
    places = [int(np.clip(at, 0, _SIDE - length)) for at, length in zip(wanted, small.shape, strict=True)]
    digit = np.zeros((_SIDE, _SIDE), np.uint8)
    digit[places[0] : places[0] + small.shape[0], places[1] : places[1] + small.shape[1]] = np.clip(np.rint(small), 0, 255)
    return digit
