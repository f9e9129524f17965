"""Check that arrays are digits: images of 28 by 28 with a label each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError


def check_digits(path: Path, images: NDArray[Any], labels: NDArray[Any], *, named: tuple[str, str]) -> None:
    """Return when `images` is uint8 (n, 28, 28) from 0 to 255 and `labels` holds n whole numbers from 0 to 9.

    Raises:
        InputError: with the file, what is wrong and how to mend it; `named` are the two arrays' names.
    """
    if images.dtype != np.uint8 or images.shape[1:] != (28, 28):
        what = f"{named[0]} is {images.dtype} {images.shape}, but must be uint8 (n, 28, 28)"
        raise InputError(what, file=path, hint=_image_hint(images))
    if not np.issubdtype(labels.dtype, np.integer) or labels.ndim != 1:
        hint = "one digit an image, such as [3, 1, 4]; undo one-hot coding by labels.argmax(axis=1)"
        raise InputError(f"{named[1]} is {labels.dtype} {labels.shape}, but must be whole numbers (n,)", file=path, hint=hint)
    if len(images) != len(labels):
        what = f"{named[0]} holds {len(images)} digits, but {named[1]} holds {len(labels)}"
        raise InputError(what, file=path, hint="one label an image, in the same order")
    if not len(images):
        raise InputError(f"{named[0]} is empty", file=path)
    _check_values(path, images, labels, named)


def _check_values(path: Path, images: NDArray[Any], labels: NDArray[Any], named: tuple[str, str]) -> None:
    if labels.min() < 0 or labels.max() > 9:
        at = int(np.flatnonzero((labels < 0) | (labels > 9))[0])
        raise InputError(f"{named[1]}[{at}] is {int(labels[at])}, but labels are digits from 0 to 9", file=path)
    if images.max() <= 1:
        hint = "pixels run from 0 (background) to 255 (ink)"
        raise InputError(f"no pixel of {named[0]} is over {int(images.max())}", file=path, hint=hint)


def _image_hint(images: NDArray[Any]) -> str:
    if images.dtype != np.uint8:
        return "store pixels from 0 to 255 as uint8; if they run from 0 to 1, multiply by 255 and round first"
    return "store one grey image a digit: images.reshape(-1, 28, 28)"
