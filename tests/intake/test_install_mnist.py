from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from grader.core.errors import InputError
from grader.intake.dataset import training_data
from grader.intake.idx import idx_bytes
from grader.intake.install_mnist import install_mnist
from grader.intake.mnist_idx import MNIST_IDX


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    made = {}
    for part, count in (("train", 60_000), ("test", 10_000)):
        made[f"x_{part}"] = np.zeros((count, 28, 28), np.uint8)
        made[f"x_{part}"][:, 14, 14] = generator.integers(0, 256, count)
        made[f"y_{part}"] = generator.integers(0, 10, count).astype(np.uint8)
    return made


def _idx_folder(folder: Path, arrays: dict[str, np.ndarray], *, packed: bool) -> Path:
    folder.mkdir()
    for array, name in MNIST_IDX.items():
        raw = idx_bytes(arrays[array])
        (folder / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(raw, 1) if packed else raw)
    return folder


def test_an_npz_is_kept_byte_for_byte(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    np.savez_compressed(tmp_path / "mine.npz", **arrays)
    data = install_mnist(tmp_path / "mine.npz", tmp_path / "keras")
    kept = tmp_path / "keras" / "datasets" / "mnist.npz"
    assert kept.read_bytes() == (tmp_path / "mine.npz").read_bytes()
    assert list(kept.parent.iterdir()) == [kept]
    assert install_mnist(kept, tmp_path / "keras").sha256 == data.sha256
    assert kept.exists()


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("given", ["folder", "file"])
def test_idx_files_become_the_npz_that_keras_reads(
    tmp_path: Path, arrays: dict[str, np.ndarray], given: str, packed: bool
) -> None:
    folder = _idx_folder(tmp_path / "idx", arrays, packed=packed)
    source = folder if given == "folder" else next(folder.glob("t10k-labels*"))
    data = install_mnist(source, tmp_path / "keras")
    found = training_data("mnist", folder=tmp_path, keras_home=tmp_path / "keras")
    assert found.sha256 == data.sha256
    assert np.array_equal(found.x_test, arrays["x_test"])


def test_what_is_not_mnist_is_refused_and_nothing_is_written(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    folder = _idx_folder(
        tmp_path / "idx", {**arrays, "x_test": arrays["x_test"][:5], "y_test": arrays["y_test"][:5]}, packed=False
    )
    with pytest.raises(InputError, match="this is not MNIST"):
        install_mnist(folder, tmp_path / "keras")
    assert list((tmp_path / "keras" / "datasets").iterdir()) == []


def test_a_missing_or_broken_idx_file_is_named(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    folder = _idx_folder(tmp_path / "idx", arrays, packed=False)
    labels = folder / "t10k-labels-idx1-ubyte"
    for raw, words in (
        (b"", "no idx file"),
        (labels.read_bytes()[:-1], "its header says 10,008"),
        (b"\x1f\x8bxx", "cannot be read"),
    ):
        labels.write_bytes(raw)
        with pytest.raises(InputError, match=words):
            install_mnist(folder, tmp_path / "keras")
    labels.unlink()
    with pytest.raises(InputError, match="no t10k-labels-idx1-ubyte or"):
        install_mnist(folder, tmp_path / "keras")


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        install_mnist(tmp_path / "none.npz", tmp_path)
