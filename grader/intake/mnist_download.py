"""Let Keras download MNIST."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.core.errors import MachineError
from grader.core.show import show

_SECONDS = 900


def download_mnist(keras_home: Path) -> Path:
    """Return the file that Keras's own downloader left in `keras_home`/datasets, checked by Keras's own hash.

    Keras reads where its home is when it is imported, so it runs in a process of its own.

    Raises:
        MachineError: when it could not be downloaded.
    """
    path = keras_home / "datasets" / "mnist.npz"
    program = [sys.executable, "-c", "import keras; keras.datasets.mnist.load_data()"]
    environment = {**os.environ, "KERAS_HOME": str(keras_home), "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
    advice = "Download it elsewhere and run 'grader data mnist --from FILE'."
    try:
        done = subprocess.run(program, env=environment, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise MachineError(f"Keras did not finish downloading MNIST in {_SECONDS // 60} minutes. {advice}") from None
    if done.returncode or not path.is_file():
        reason = (done.stderr.decode(errors="replace").strip().splitlines() or [f"{path} was not written"])[-1]
        raise MachineError(f"Keras could not download MNIST: {show(reason)}. {advice}")
    return path
