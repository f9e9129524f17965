"""Lay training data out as the frameworks expect to find it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from grader.core.training_data import TrainingData
from grader.intake.idx import idx_bytes
from grader.intake.keras_layout import KERAS_ARRAYS
from grader.intake.mnist_idx import MNIST_IDX


def write_training_folder(data: TrainingData, folder: Path) -> Path:
    """Return `folder`/<sha256> with `keras/mnist.npz` and `torchvision/MNIST/raw/` (four idx files), written once.

    It appears in one step, complete, and its files are read-only; several processes may write at once.
    """
    target = folder / data.sha256
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".grader-", dir=folder) as temporary:
        made = Path(temporary, data.sha256)
        lay_out_training(data, made)
        try:
            made.rename(target)
        except OSError:
            if not target.is_dir():  # another process was first, with the same content
                raise
    return target


def lay_out_training(data: TrainingData, folder: Path) -> None:
    """Write the same into `folder` itself, which nobody reads yet."""
    keras, torchvision = folder / "keras", folder / "torchvision" / "MNIST" / "raw"
    keras.mkdir(parents=True)
    torchvision.mkdir(parents=True)
    arrays = {name: getattr(data, name) for name in KERAS_ARRAYS}
    np.savez(keras / "mnist.npz", **arrays)  # not compressed: every notebook reads it
    for name, file in MNIST_IDX.items():
        (torchvision / file).write_bytes(idx_bytes(arrays[name]))
    for path in (keras / "mnist.npz", *torchvision.iterdir()):
        path.chmod(0o444)
