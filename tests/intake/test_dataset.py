from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits  # type: ignore[import-untyped]  # it has no types

from grader.core.errors import InputError
from grader.core.training_data import TrainingData
from grader.intake.dataset import training_data
from grader.intake.digits28 import digits28, digits28_heldout
from grader.intake.idx import read_idx
from grader.intake.training_folder import write_training_folder


def _digits28(tmp_path: Path) -> TrainingData:
    return training_data("digits28", folder=tmp_path, keras_home=tmp_path)


def test_digits28_looks_like_mnist(tmp_path: Path) -> None:
    data = _digits28(tmp_path)
    assert (data.x_train.shape, data.x_test.shape) == ((1000, 28, 28), (297, 28, 28))
    assert (data.x_train.dtype, data.y_train.dtype, int(data.x_train.max())) == (np.uint8, np.uint8, 255)
    assert not data.x_train[:, 0, 0].any()
    assert sorted(set(data.y_test.tolist())) == list(range(10))


def test_digits28_are_centred_by_their_mass(tmp_path: Path) -> None:
    images = _digits28(tmp_path).x_train.astype(float)
    rows, columns = (np.average(np.arange(28), weights=images.sum(axis=(0, axis))) for axis in (2, 1))
    assert abs(rows - 13.5) < 0.2
    assert abs(columns - 13.5) < 0.2


def test_digits28_are_the_same_each_time(tmp_path: Path) -> None:
    first, second = _digits28(tmp_path), _digits28(tmp_path)
    assert first.sha256 == second.sha256
    assert np.array_equal(first.x_train, second.x_train)


def test_no_held_out_digit_is_among_the_training_data(tmp_path: Path) -> None:
    data = _digits28(tmp_path)
    images, labels = digits28_heldout()
    assert (images.shape, labels.shape) == ((500, 28, 28), (500,))
    public = {image.tobytes() for image in (*data.x_train, *data.x_test)}
    assert not public & {image.tobytes() for image in images}


def test_a_file_in_kerass_layout_is_read(tmp_path: Path) -> None:
    data = _digits28(tmp_path)
    np.savez(
        tmp_path / "own.npz", x_train=data.x_train, y_train=data.y_train.astype(np.int64), x_test=data.x_test, y_test=data.y_test
    )
    own = training_data("own.npz", folder=tmp_path, keras_home=tmp_path)
    assert (own.name, own.sha256, own.y_train.dtype) == ("own.npz", data.sha256, np.uint8)


def test_a_wrong_file_is_refused_with_the_arrays_name(tmp_path: Path) -> None:
    data = _digits28(tmp_path)
    np.savez(tmp_path / "own.npz", x_train=data.x_train, y_train=data.y_train[:9], x_test=data.x_test, y_test=data.y_test)
    with pytest.raises(InputError, match=r"own.npz: x_train holds 1000 digits, but y_train holds 9"):
        training_data("own.npz", folder=tmp_path, keras_home=tmp_path)


def test_without_mnist_the_message_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="grader data mnist --from FILE"):
        training_data("mnist", folder=tmp_path, keras_home=tmp_path)


def test_a_small_file_is_not_taken_for_mnist(tmp_path: Path) -> None:
    data = _digits28(tmp_path)
    (tmp_path / "datasets").mkdir()
    np.savez(
        tmp_path / "datasets" / "mnist.npz", x_train=data.x_train, y_train=data.y_train, x_test=data.x_test, y_test=data.y_test
    )
    with pytest.raises(InputError, match="this is not MNIST: it holds 1,000 and 297 digits"):
        training_data("mnist", folder=tmp_path, keras_home=tmp_path)


def test_the_training_folder_holds_what_keras_and_torchvision_look_for(tmp_path: Path) -> None:
    data = _digits28(tmp_path)
    folder = write_training_folder(data, tmp_path / "data")
    assert folder == tmp_path / "data" / data.sha256
    with np.load(folder / "keras" / "mnist.npz", allow_pickle=False) as file:
        assert sorted(file.files) == ["x_test", "x_train", "y_test", "y_train"]
        assert np.array_equal(file["x_test"], data.x_test)
    raw = folder / "torchvision" / "MNIST" / "raw"
    assert np.array_equal(read_idx(raw / "train-images-idx3-ubyte"), data.x_train)
    assert np.array_equal(read_idx(raw / "t10k-labels-idx1-ubyte"), data.y_test)
    assert len(list(raw.iterdir())) == 4


def test_the_training_folder_is_written_once_and_leaves_nothing_else(tmp_path: Path) -> None:
    data = _digits28(tmp_path)
    folder = write_training_folder(data, tmp_path / "data")
    written = (folder / "keras" / "mnist.npz").stat().st_mtime_ns
    assert write_training_folder(data, tmp_path / "data") == folder
    assert (folder / "keras" / "mnist.npz").stat().st_mtime_ns == written
    assert list((tmp_path / "data").iterdir()) == [folder]


def test_the_small_digits_are_those_that_scikit_learn_loads() -> None:
    bunch = load_digits()
    digits = digits28()
    labels = np.concatenate([digits.y_train, digits.y_test, digits.y_heldout])
    assert labels.tolist() == bunch.target.tolist()
    ink = np.concatenate([digits.x_train, digits.x_test, digits.x_heldout]).reshape(len(labels), -1).sum(axis=1)
    assert np.corrcoef(ink, bunch.data.sum(axis=1))[0, 1] > 0.99
