"""Move, turn and resize many small images at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_Numbers = NDArray[np.float64]


def affine(
    images: _Numbers, *, shift: _Numbers | None = None, degrees: _Numbers | None = None, scale: _Numbers | None = None
) -> _Numbers:
    """Return the images (n, h, w) resized by `scale` (n,), turned by `degrees` (n,) and moved by `shift` (n, 2), each its own.

    They turn about their centre, from the x axis towards the y axis (down); a shift is (down, right) in pixels. Between pixels
    the values are interpolated in straight lines, outside the image is 0.
    """
    count, height, width = images.shape
    down, right = np.meshgrid(np.arange(height), np.arange(width), indexing="ij")
    centre = np.array([(height - 1) / 2, (width - 1) / 2])
    moved = np.zeros((count, 2)) if shift is None else shift
    angle = np.zeros(count) if degrees is None else np.radians(degrees)
    size = np.ones(count) if scale is None else scale
    y = down[None] - centre[0] - moved[:, :1, None]
    x = right[None] - centre[1] - moved[:, 1:, None]
    cosine, sine = (np.cos(angle) / size)[:, None, None], (np.sin(angle) / size)[:, None, None]
    return _read(images, cosine * y - sine * x + centre[0], sine * y + cosine * x + centre[1])


def _read(images: _Numbers, y: _Numbers, x: _Numbers) -> _Numbers:
    """Return the images' values at places (n, h, w) between the pixels."""
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    y, x = np.clip(y + 2, 0, padded.shape[1] - 1.5), np.clip(x + 2, 0, padded.shape[2] - 1.5)
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    which = np.arange(len(images))[:, None, None]
    part_y, part_x = y - top, x - left
    upper = padded[which, top, left] * (1 - part_x) + padded[which, top, left + 1] * part_x
    lower = padded[which, top + 1, left] * (1 - part_x) + padded[which, top + 1, left + 1] * part_x
    return np.asarray(upper * (1 - part_y) + lower * part_y)
