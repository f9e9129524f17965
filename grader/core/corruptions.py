"""Digits spoiled on purpose: shifted, turned, blurred, covered, at strengths from 1 (barely) to 5 (a person still reads most)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from grader.core.affine import affine

_Images = NDArray[np.float64]
_Spoil = Callable[[_Images, int, np.random.Generator], _Images]

# The value of each at strength 1 to 5. Those of MNIST-C are marked; its others wipe a 28×28 digit out, or have no strength.
_SHIFT = (1.0, 2.0, 3.0, 4.0, 5.0)  # pixels, both ways; MNIST-C's translate
_ROTATION = (10.0, 20.0, 30.0, 40.0, 50.0)  # degrees; MNIST-C's rotate turns by 11 to 57
_SCALE = (0.9, 0.8, 0.7, 0.6, 0.5)  # of its size; MNIST-C's scale
_BLUR = (0.6, 1.0, 1.4, 1.8, 2.2)  # standard deviation, pixels
_NOISE = (0.08, 0.12, 0.18, 0.26, 0.38)  # standard deviation, of the range; MNIST-C's gaussian_noise
_THICKER = (0.5, 1.0, 1.5, 2.0, 2.5)  # pixels on each side of a stroke
_THINNER = (0.3, 0.5, 0.7, 0.85, 1.0)
_OCCLUSION = (4, 6, 8, 10, 12)  # side of a square, pixels
_CONTRAST = (0.4, 0.3, 0.2, 0.1, 0.05)  # of the distance from the mean; MNIST-C's contrast
_FOG = (0.3, 0.6, 1.0, 1.5, 2.0)  # fog to digit
_STRIPE = (2, 3, 4, 5, 7)  # columns at each side; the last is MNIST-C's stripe


def corrupt(images: NDArray[np.uint8], kind: str, strength: int, seed: int) -> NDArray[np.uint8]:
    """Return the images uint8 (n, 28, 28) spoiled in the way `kind`, one of KINDS, at `strength` 1 to 5.

    What is left to chance (a direction, a place, the noise) is drawn for each image, the same for the same seed.
    Raises ValueError for another kind or strength.
    Source: the kinds follow N. Mu and J. Gilmer, "MNIST-C: a robustness benchmark for computer vision", 2019
    (arXiv:1906.02337); blur, occlusion, stroke width and fog have strengths of their own.
    """
    if kind not in _SPOIL or strength not in range(1, 6):
        raise ValueError(f"no corruption {kind!r} at strength {strength}")
    spoiled = _SPOIL[kind](images / 255, strength - 1, np.random.default_rng([seed, KINDS.index(kind), strength]))
    return np.asarray(np.rint(np.clip(spoiled, 0, 1) * 255).astype(np.uint8))


def _shift(images: _Images, at: int, random: np.random.Generator) -> _Images:
    return affine(images, shift=_SHIFT[at] * random.choice((-1.0, 1.0), (len(images), 2)))


def _rotation(images: _Images, at: int, random: np.random.Generator) -> _Images:
    return affine(images, degrees=_ROTATION[at] * random.choice((-1.0, 1.0), len(images)))


def _scale(images: _Images, at: int, random: np.random.Generator) -> _Images:
    del random  # nothing is left to chance
    return affine(images, scale=np.full(len(images), _SCALE[at]))


def _blur(images: _Images, at: int, random: np.random.Generator) -> _Images:
    del random  # nothing is left to chance
    distance = np.subtract.outer(np.arange(images.shape[1]), np.arange(images.shape[1]))
    weights = np.exp(-((distance / _BLUR[at]) ** 2) / 2)
    kernel = weights / weights[len(weights) // 2].sum()  # what is blurred over the edge is gone, as on a black margin
    return np.asarray(kernel @ images @ kernel.T)


def _noise(images: _Images, at: int, random: np.random.Generator) -> _Images:
    return images + random.normal(0, _NOISE[at], images.shape)


def _stroke(images: _Images, at: int, random: np.random.Generator) -> _Images:
    thick = random.random(len(images)) < 0.5
    return np.where(thick[:, None, None], _grown(images, _THICKER[at]), 1 - _grown(1 - images, _THINNER[at]))


def _grown(images: _Images, pixels: float) -> _Images:
    """Return the images with all that is bright grown by so many pixels, in steps of one; the last may be a part of one."""
    grown = images
    while pixels > 0:
        padded = np.pad(grown, ((0, 0), (1, 1), (1, 1)), mode="edge")
        across = np.maximum(padded[:, 1:-1, :-2], padded[:, 1:-1, 2:])
        along = np.maximum(padded[:, :-2, 1:-1], padded[:, 2:, 1:-1])
        step = np.maximum(grown, np.maximum(across, along))
        grown = grown + min(1.0, pixels) * (step - grown)
        pixels -= 1
    return grown


def _occlusion(images: _Images, at: int, random: np.random.Generator) -> _Images:
    """Wipe a square out of the middle 20×20 pixels, where the digit is."""
    side = _OCCLUSION[at]
    corner = random.integers(4, 24 - side, (len(images), 2), endpoint=True)[:, :, None]
    place = np.arange(28)[None, None]
    inside = (place >= corner) & (place < corner + side)
    return np.where(inside[:, 0, :, None] & inside[:, 1, None, :], 0, images)


def _contrast(images: _Images, at: int, random: np.random.Generator) -> _Images:
    del random  # nothing is left to chance
    mean = images.mean(axis=(1, 2), keepdims=True)
    return np.asarray(mean + _CONTRAST[at] * (images - mean))


def _fog(images: _Images, at: int, random: np.random.Generator) -> _Images:
    """Lay fog over the digits: noise on grids of 2, 4, 8 and 16 cells, the finer the fainter, from 0 to 1 in each image."""
    fog = np.zeros_like(images)
    for cells in (2, 4, 8, 16):
        place = np.linspace(0, cells, 28)
        weights = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(cells + 1)))
        fog += weights @ random.random((len(images), cells + 1, cells + 1)) @ weights.T / cells
    low, high = fog.min(axis=(1, 2), keepdims=True), fog.max(axis=(1, 2), keepdims=True)
    return np.asarray((images + _FOG[at] * (fog - low) / (high - low)) / (1 + _FOG[at]))


def _stripe(images: _Images, at: int, random: np.random.Generator) -> _Images:
    del random  # nothing is left to chance
    width = _STRIPE[at]
    column = np.arange(28)
    return np.where((column < width) | (column >= 28 - width), 1 - images, images)


_SPOIL: Mapping[str, _Spoil] = {
    "shift": _shift,
    "rotation": _rotation,
    "scale": _scale,
    "blur": _blur,
    "noise": _noise,
    "stroke width": _stroke,
    "occlusion": _occlusion,
    "contrast": _contrast,
    "fog": _fog,
    "stripe": _stripe,
}
KINDS = tuple(_SPOIL)
