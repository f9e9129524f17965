"""Find the training data that notebooks see offline."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from grader.core.errors import InputError
from grader.core.training_data import TrainingData
from grader.intake.digits28 import digits28
from grader.intake.keras_layout import KERAS_ARRAYS, kept, read_keras_layout, read_mnist

_SMALL = "digits28"
TRAINING_NAMES = ("mnist", _SMALL)


def training_data(name_or_path: str, *, folder: Path, keras_home: Path) -> TrainingData:
    """Return 'mnist' as kept in `keras_home`/datasets, 'digits28', or an .npz in Keras's layout, relative to `folder`.

    Raises:
        InputError: with what to do, when MNIST is not on this machine yet, or the file cannot be used.
    """
    if name_or_path == _SMALL:
        digits = digits28()
        return kept(_SMALL, {name: getattr(digits, name) for name in KERAS_ARRAYS})
    path = _file(name_or_path, folder, keras_home)
    return read_mnist(path) if name_or_path == "mnist" else read_keras_layout(path, path.name)


def training_identity(name_or_path: str, *, folder: Path, keras_home: Path) -> str:
    """Return a text that changes when the training data may have: cheap, so that their hash can be kept by it.

    Raises:
        InputError: as `training_data`, where there is no such file.
    """
    if name_or_path == _SMALL:
        return " ".join([_SMALL, *(f"{name} {version(name)}" for name in ("scikit-learn", "scipy", "numpy"))])
    path = _file(name_or_path, folder, keras_home)
    found = path.stat() if path.is_file() else None
    return f"{path} {found.st_size} {found.st_mtime_ns}" if found else ""


def _file(name_or_path: str, folder: Path, keras_home: Path) -> Path:
    if name_or_path != "mnist":
        return folder / Path(name_or_path).expanduser()
    path = keras_home / "datasets" / "mnist.npz"
    if not path.is_file():
        hint = "run 'grader data mnist', or where there is no Internet 'grader data mnist --from FILE'"
        raise InputError("MNIST is not on this machine yet", file=path, hint=hint)
    return path
