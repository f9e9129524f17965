"""Read pictures that the instructor has: a folder of single digits, or a sheet with a grid of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.heldout_sources.digits import Digits
from grader.intake.heldout_sources.mnist_box import ink_of, mnist_box, without_paper

_ENDINGS = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"}
_MARGIN = 0.12  # of a cell on each side: the printed lines of the grid


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Return a picture as grey values uint8 (h, w); raise InputError where it cannot be read."""
    try:
        with Image.open(path) as picture:
            if picture.mode in {"RGBA", "LA", "PA"}:  # ink on nothing: the nothing is paper
                paper = Image.new("RGBA", picture.size, "white")
                return np.asarray(Image.alpha_composite(paper, picture.convert("RGBA")).convert("L"))
            return np.asarray(picture.convert("L"))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise InputError(f"this picture cannot be read: {show(error, 200)}", file=path) from None


def read_image_folder(folder: Path) -> Digits:
    """Return the digits in `folder`/0 … `folder`/9, each picture brought to MNIST's form; files in name order.

    A picture's writer is the part of its name before the first '_' or '-', where every name has one. Raises InputError.
    """
    listed = [(digit, path) for digit in range(10) for path in sorted((folder / str(digit)).glob("*"))]
    files = [(digit, path) for digit, path in listed if path.suffix.lower() in _ENDINGS]
    if not files:
        hint = "put pictures of each digit into folders called 0, 1, … 9"
        raise InputError("this folder holds no pictures of digits", file=folder, hint=hint)
    images = [_digit(path) for _, path in files]
    names = [path.stem.replace("-", "_").split("_") for _, path in files]
    writers = np.array([parts[0] for parts in names]) if all(len(parts) > 1 for parts in names) else None
    return Digits(np.stack(images), np.array([digit for digit, _ in files], np.int64), writers)


def _digit(path: Path) -> NDArray[np.uint8]:
    grey = read_picture(path)
    if grey.shape == (28, 28) and np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])) == 0:
        return grey.astype(np.uint8)  # it has MNIST's form already
    digit = mnist_box(without_paper(ink_of(grey)))
    if digit is None:
        raise InputError("this picture is blank", file=path)
    return digit


def read_sheet(path: Path, *, rows: int, columns: int, labels: str) -> tuple[Digits, tuple[str, ...]]:
    """Return the digits of a scanned sheet with a grid of `rows` by `columns`, and a sentence for each cell that is empty.

    `labels` has one digit a column (each row repeats them), or one a row, or one a cell, read from left to right. Each row is
    one writer's where the columns are labelled. Raises InputError where the labels fit neither.
    """
    sheet = read_picture(path)
    wanted, by_row = _labels(path, rows, columns, labels)
    ink = ink_of(sheet)
    height, width = ink.shape[0] / rows, ink.shape[1] / columns
    found, missing = [], []
    for row in range(rows):
        for column in range(columns):
            top, left = round((row + _MARGIN) * height), round((column + _MARGIN) * width)
            cell = ink[top : round((row + 1 - _MARGIN) * height), left : round((column + 1 - _MARGIN) * width)]
            digit = mnist_box(without_paper(cell)) if cell.size and cell.max() - cell.min() > 60 else None
            if digit is None:
                missing.append(f"row {row + 1}, column {column + 1} is empty")
            else:
                found.append((digit, wanted[row * columns + column], row))
    if not found:
        raise InputError("no cell of this sheet holds a digit", file=path, hint="check --rows and --columns")
    images = np.stack([digit for digit, _, _ in found])
    writers = np.array([f"row {row + 1}" for _, _, row in found]) if by_row else None
    return Digits(images, np.array([label for _, label, _ in found], np.int64), writers), tuple(missing)


def _labels(path: Path, rows: int, columns: int, labels: str) -> tuple[list[int], bool]:
    """Return a label for each cell, and whether a row is one writer's."""
    if not labels.isdigit():
        raise InputError("labels are digits without anything between them", file=path, hint="--labels 0123456789")
    given = [int(label) for label in labels]
    if len(given) == columns:
        return given * rows, True
    if len(given) == rows:
        return [label for label in given for _ in range(columns)], False
    if len(given) == rows * columns:
        return given, False
    hint = f"give {columns} digits (one a column), {rows} (one a row) or {rows * columns} (one a cell)"
    raise InputError(f"{len(given)} labels fit no grid of {rows} by {columns}", file=path, hint=hint)
