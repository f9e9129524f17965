"""Put MNIST where notebooks find it offline."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from grader.core.errors import InputError
from grader.core.training_data import TrainingData
from grader.intake.keras_layout import kept, read_mnist
from grader.intake.mnist_download import download_mnist
from grader.intake.mnist_idx import read_mnist_idx
from grader.intake.write_atomically import write_atomically


def install_mnist(source: Path | None, keras_home: Path) -> TrainingData:
    """Return MNIST after writing it to `keras_home`/datasets/mnist.npz.

    `source` is an .npz in Keras's layout (kept byte for byte), a folder with the four idx files, or one of them; None
    lets Keras download it.

    Raises:
        InputError: when `source` is not MNIST; nothing is written then.
        MachineError: when the download failed.
    """
    if source is None:
        return read_mnist(download_mnist(keras_home))
    target = keras_home / "datasets" / "mnist.npz"
    if not source.exists():
        raise InputError("there is no such file or folder", file=source)
    if source.suffix == ".npz":
        data = read_mnist(source)
        if not (target.exists() and target.samefile(source)):
            write_atomically(target, lambda path: shutil.copyfile(source, path))
        return data
    arrays = read_mnist_idx(source if source.is_dir() else source.parent)
    write_atomically(target, lambda path: np.savez_compressed(path, allow_pickle=False, **arrays), check=read_mnist)
    return kept("mnist", arrays)
