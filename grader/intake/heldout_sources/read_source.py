"""Read digits from whatever the instructor names."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import InputError
from grader.intake.heldout_sources.arrays import find_idx_pair, read_arrays, read_hdf5, read_idx_pair
from grader.intake.heldout_sources.digits import Digits
from grader.intake.heldout_sources.pictures import read_image_folder


def read_source(path: Path, *, split: str = "test", names: tuple[str, str] | None = None) -> Digits:
    """Return the digits of an .npz, an idx file (its labels beside it), HDF5, a folder of idx files or of pictures.

    `split` chooses among training and test digits where a source has both; `names` are an HDF5 file's data sets.

    Raises:
        InputError: with the file, what is wrong and what can be read.
    """
    if path.is_dir():
        folders = any((path / str(digit)).is_dir() for digit in range(10))
        return read_image_folder(path) if folders else read_idx_pair(*find_idx_pair(path, split))
    if not path.is_file():
        raise InputError("there is no such file or folder", file=path)
    name = path.name.lower()
    if name.endswith(".npz"):
        return read_arrays(path, split)
    if name.endswith((".h5", ".hdf5")):
        return read_hdf5(path, names)
    if "idx" in name or "ubyte" in name:
        return read_idx_pair(path, _labels_beside(path))
    hint = "an .npz, an idx file of images, an .h5, or a folder of idx files or of pictures in folders 0 to 9"
    raise InputError("digits cannot be read from this kind of file", file=path, hint=hint)


def _labels_beside(images: Path) -> Path:
    name = images.name.replace("images", "labels").replace("idx3", "idx1")
    candidates = [images.with_name(name), images.with_name(name.replace("idx1-ubyte", "idx2-int"))]
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        raise InputError(f"its labels, {name}, are not beside it", file=images)
    return found
