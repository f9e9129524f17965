"""Find the training data that notebooks see offline."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import InputError
from grader.core.training_data import TrainingData
from grader.intake.digits28 import digits28
from grader.intake.keras_layout import KERAS_ARRAYS, kept, read_keras_layout, read_mnist

TRAINING_NAMES = ("mnist", "digits28")


def training_data(name_or_path: str, *, folder: Path, keras_home: Path) -> TrainingData:
    """Return 'mnist' as kept in `keras_home`/datasets, 'digits28', or an .npz in Keras's layout, relative to `folder`.

    Raises:
        InputError: with what to do, when MNIST is not on this machine yet, or the file cannot be used.
    """
    if name_or_path == "digits28":
        digits = digits28()
        return kept("digits28", {name: getattr(digits, name) for name in KERAS_ARRAYS})
    if name_or_path != "mnist":
        path = folder / Path(name_or_path).expanduser()
        return read_keras_layout(path, path.name)
    path = keras_home / "datasets" / "mnist.npz"
    if not path.is_file():
        hint = "run 'grader data mnist', or where there is no Internet 'grader data mnist --from FILE'"
        raise InputError("MNIST is not on this machine yet", file=path, hint=hint)
    return read_mnist(path)
