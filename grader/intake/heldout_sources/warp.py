"""Warp digits a little, by a secret seed, so that no image of a held-out set has ever been published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from grader.core.affine import affine

_DEGREES, _SCALE, _SHIFT = 8.0, 0.08, 1.0  # at most, evenly drawn
_ELASTIC, _SMOOTH = 22.0, 5.0  # strength and smoothness of the elastic field, in pixels
_STROKE = 0.25  # of the distance to a digit one pixel thicker or thinner, at most


def warp(images: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Return the digits uint8 (n, 28, 28), each turned, resized, moved, bent and its stroke changed a little.

    The same seed gives the same images. The elastic field is P. Simard's ("Best practices for convolutional neural networks
    applied to visual document analysis", ICDAR 2003), far weaker than there: the labels must stay true.
    """
    random = np.random.default_rng(seed)
    count = len(images)
    moved = affine(
        images / 255,
        shift=random.uniform(-_SHIFT, _SHIFT, (count, 2)),
        degrees=random.uniform(-_DEGREES, _DEGREES, count),
        scale=random.uniform(1 - _SCALE, 1 + _SCALE, count),
    )
    bent = np.stack([_bent(image, random) for image in moved])
    return np.asarray(np.rint(np.clip(_stroke(bent, random), 0, 1) * 255).astype(np.uint8))


def _bent(image: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    field = ndimage.gaussian_filter(random.uniform(-1, 1, (2, *image.shape)), (0, _SMOOTH, _SMOOTH)) * _ELASTIC
    places = np.meshgrid(*(np.arange(size) for size in image.shape), indexing="ij")
    return np.asarray(ndimage.map_coordinates(image, [place + move for place, move in zip(places, field, strict=True)], order=1))


def _stroke(images: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """Make each stroke a little thicker or thinner."""
    change = random.uniform(-_STROKE, _STROKE, len(images))[:, None, None]
    thicker = ndimage.maximum_filter(images, (1, 2, 2))
    thinner = ndimage.minimum_filter(images, (1, 2, 2))
    return np.asarray(np.where(change > 0, images + change * (thicker - images), images - change * (thinner - images)))
