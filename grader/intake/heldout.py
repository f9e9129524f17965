"""Read the held-out set."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.core.heldout import HeldOut
from grader.intake.digit_arrays import check_digits
from grader.intake.npz import read_npz


def read_heldout(path: Path) -> HeldOut:
    """Return the digits in an .npz with `images` (n, 28, 28) uint8, `labels` (n,) and optional `writers` (n,).

    Raises:
        InputError: with the file and a hint, when an array is missing, empty, of another shape or type, or out of range.
    """
    arrays = read_npz(path, required=("images", "labels"), optional=("writers",))
    images, labels, writers = arrays["images"], arrays["labels"], arrays.get("writers")
    check_digits(path, images, labels, named=("images", "labels"))
    if writers is not None and writers.shape != labels.shape:
        raise InputError(f"writers is {writers.shape}, but must name one writer a digit: {labels.shape}", file=path)
    whole = labels.astype(np.int64)
    return HeldOut(images, whole, _sha256(images, whole, writers), path.name, writers)


def _sha256(images: NDArray[np.uint8], labels: NDArray[np.int64], writers: NDArray[Any] | None) -> str:
    digest = hashlib.sha256(np.ascontiguousarray(images).tobytes())
    digest.update(labels.astype("<i8").tobytes())
    if writers is not None:
        # As text: the same names saved with a wider type are the same names.
        digest.update("\n".join(map(str, writers.tolist())).encode())
    return digest.hexdigest()
