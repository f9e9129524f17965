"""Read digits that are arrays already: .npz, idx files (QMNIST's with their writers), HDF5."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.digit_arrays import check_digits
from grader.intake.heldout_sources.digits import Digits
from grader.intake.idx import read_idx
from grader.intake.npz import read_npz

_QMNIST = 0x0C02  # 32-bit integers in two dimensions: class, series, writer, and five columns more
_PAIRS = (("images", "labels"), ("x", "y"), ("x_test", "y_test"), ("X", "y"), ("data", "labels"), ("data", "target"))


def read_arrays(path: Path, split: str = "test") -> Digits:
    """Return the digits of an .npz: `images`, `labels` and `writers`, or one split of Keras's layout. Raises InputError."""
    with np.load(path, allow_pickle=False) as file:
        names = set(file.files)
    if "images" in names:
        arrays = read_npz(path, required=("images", "labels"), optional=("writers",))
        return digits_of(path, arrays["images"], arrays["labels"], arrays.get("writers"))
    arrays = read_npz(path, required=("x_train", "y_train", "x_test", "y_test"))
    return digits_of(path, arrays[f"x_{split}"], arrays[f"y_{split}"])


def read_idx_pair(images: Path, labels: Path) -> Digits:
    """Return the digits of two idx files; QMNIST's extended labels say who wrote each digit. Raises InputError."""
    extended = _extended_labels(labels)
    if extended is not None:
        return digits_of(images, read_idx(images), extended[:, 0].astype(np.int64), extended[:, 2].astype(np.int64))
    return digits_of(images, read_idx(images), read_idx(labels))


def find_idx_pair(folder: Path, split: str = "test") -> tuple[Path, Path]:
    """Return the two idx files of a split in a folder, by their usual names; raise InputError where they are not there."""
    start = {"test": ("t10k", "test", "qmnist-test"), "train": ("train", "qmnist-train")}[split]
    files = sorted(path for path in folder.iterdir() if path.name.startswith(start))
    images = [path for path in files if "images" in path.name]
    labels = [path for path in files if "labels" in path.name]
    if len(images) != 1 or len(labels) != 1:
        hint = "name one idx file of images and put its labels beside it, or the folder that holds both"
        raise InputError(f"no single pair of idx files of the {split} split is here", file=folder, hint=hint)
    return images[0], labels[0]


def read_hdf5(path: Path, names: tuple[str, str] | None = None) -> Digits:
    """Return the digits of an HDF5 file: the data sets `names`, or the first usual pair there is. Raises InputError."""
    try:
        with h5py.File(path, "r") as file:
            pair = names or next((pair for pair in _PAIRS if pair[0] in file and pair[1] in file), None)
            if pair is None:
                hint = f"it holds {show(list(file))}"
                raise InputError("no data sets 'images' and 'labels' are in this file", file=path, hint=hint)
            missing = [name for name in pair if name not in file or not isinstance(file[name], h5py.Dataset)]
            if missing:
                raise InputError(f"there is no data set {missing[0]!r}", file=path, hint=f"it holds {show(list(file))}")
            images, labels = np.asarray(file[pair[0]]), np.asarray(file[pair[1]])
            writers = np.asarray(file["writers"]) if "writers" in file else None
    except (OSError, RuntimeError, KeyError) as error:
        raise InputError(f"this is no HDF5 file that can be read: {show(error, 200)}", file=path) from None
    return digits_of(path, images, labels, writers)


def digits_of(path: Path, images: NDArray[Any], labels: NDArray[Any], writers: NDArray[Any] | None = None) -> Digits:
    """Return arrays as digits, their shape and scale brought to uint8 (n, 28, 28). Raises InputError."""
    if images.ndim == 4 and 1 in {images.shape[1], images.shape[3]}:
        images = images.reshape(len(images), *(size for size in images.shape[1:] if size != 1))
    if images.ndim == 2 and images.shape[1] == 28 * 28:
        images = images.reshape(-1, 28, 28)
    if images.dtype.kind == "f" and images.size and images.min() >= 0 and images.max() <= 1:
        images = np.rint(images * 255).astype(np.uint8)
    if labels.ndim == 2 and labels.shape[1] == 10:
        labels = labels.argmax(axis=1)
    check_digits(path, images, labels, named=("images", "labels"))
    if writers is not None and writers.shape != labels.shape:
        raise InputError(f"writers is {writers.shape}, but must name one writer a digit: {labels.shape}", file=path)
    return Digits(images, labels.astype(np.int64), writers)


def _extended_labels(path: Path) -> NDArray[np.int32] | None:
    """Return QMNIST's extended labels (n, 8), None where the file is of another kind."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            raw = file.read(200_000_000)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {show(error)}", file=path) from None
    if len(raw) < 12 or struct.unpack_from(">I", raw)[0] != _QMNIST:
        return None
    count, width = struct.unpack_from(">2I", raw, 4)
    if width < 3 or len(raw) != 12 + 4 * count * width:
        raise InputError("these extended labels are cut off", file=path, hint="copy the file again")
    return np.frombuffer(raw, ">i4", offset=12).reshape(count, width).astype(np.int32)
