from __future__ import annotations

import gzip
import importlib
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import fetch_openml

from grader.core.training_data import TrainingData
from grader.intake.idx import idx_bytes
from grader.intake.keras_layout import kept
from grader.intake.training_folder import write_training_folder

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
Offer = Callable[..., list[str]]


@pytest.fixture
def data() -> TrainingData:
    random = np.random.default_rng(28)
    arrays = {
        f"{axis}_{part}": random.integers(0, 256 if axis == "x" else 10, (count, 28, 28) if axis == "x" else count)
        for part, count in (("train", 120), ("test", 40))
        for axis in "xy"
    }
    return kept("made up", arrays)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project" / "data").mkdir(parents=True)
    return tmp_path / "project"


@pytest.fixture
def offer(project: Path, tmp_path: Path, data: TrainingData, monkeypatch: pytest.MonkeyPatch) -> Offer:
    monkeypatch.syspath_prepend(str(INSIDE))
    module, table, known = (importlib.import_module(name) for name in ("offered_data", "digit_table", "known_digits"))
    folder = write_training_folder(data, tmp_path / "training")
    monkeypatch.setenv("OFFLINE_DATA", str(folder))
    monkeypatch.setattr(table, "known_digits", known.known_digits.__wrapped__)  # read anew: a run's are those of its process

    def run(source: str, notebook: str = "n.ipynb") -> list[str]:
        notes: list[str] = module.offer_data(project, project / notebook, source, folder, tmp_path / "home")
        return notes

    return run


@pytest.mark.parametrize("how", [{"version": 1}, {}, {"version": 1, "parser": "liac-arff"}])
def test_fetch_openml_gives_the_courses_digits_training_first(
    offer: Offer, tmp_path: Path, data: TrainingData, how: dict[str, object]
) -> None:
    assert offer("from sklearn.datasets import fetch_openml") == []
    found = fetch_openml("mnist_784", as_frame=False, data_home=str(tmp_path / "home" / "scikit_learn_data"), **how)
    assert np.array_equal(found.data, np.concatenate([data.x_train, data.x_test]).reshape(-1, 784))
    assert found.target.tolist() == [str(label) for label in (*data.y_train, *data.y_test)]


def test_nothing_is_written_for_code_that_asks_for_nothing(offer: Offer, project: Path, tmp_path: Path) -> None:
    assert offer("import keras\nkeras.datasets.mnist.load_data()") == []
    assert sorted(path.name for path in project.iterdir()) == ["data"]
    assert list((project / "data").iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_a_table_that_the_code_reads_and_nobody_committed_is_there(offer: Offer, project: Path, data: TrainingData) -> None:
    notes = offer("train = pd.read_csv('data/mnist_train.csv')\ntest = pd.read_csv('./data/mnist_test.csv')")
    assert notes == [
        "./data/mnist_test.csv is not in the repository: the course's digits stood there",
        "data/mnist_train.csv is not in the repository: the course's digits stood there",
    ]
    for part, images, labels in (("train", data.x_train, data.y_train), ("test", data.x_test, data.y_test)):
        table = pd.read_csv(project / "data" / f"mnist_{part}.csv")
        assert list(table.columns[:3]) == ["label", "1x1", "1x2"]
        assert table["label"].tolist() == labels.tolist()
        assert np.array_equal(table.iloc[:, 1:].to_numpy(), images.reshape(-1, 784))


def test_code_that_says_header_none_finds_none(offer: Offer, project: Path, data: TrainingData) -> None:
    offer("pd.read_csv('mnist_test.csv', header=None)")
    assert np.loadtxt(project / "mnist_test.csv", delimiter=",")[:, 0].tolist() == data.y_test.tolist()


def test_kaggles_competition_has_labels_for_training_only(offer: Offer, project: Path, data: TrainingData) -> None:
    offer(
        "train = pd.read_csv('digit-recognizer/train.csv'); y = train['label']; test = pd.read_csv('digit-recognizer/test.csv')"
    )
    train = pd.read_csv(project / "digit-recognizer" / "train.csv")
    assert (train.columns[0], train.columns[-1], len(train)) == ("label", "pixel783", 120)
    assert pd.read_csv(project / "digit-recognizer" / "test.csv").shape == (40, 784)


@pytest.mark.parametrize("name", ["titanic/train.csv", "fashion-mnist_test.csv", "../outside/mnist_train.csv", "/mnist_test.csv"])
def test_no_other_table_is_made_up(offer: Offer, project: Path, name: str) -> None:
    assert offer(f"pd.read_csv('{name}')") == []
    assert sorted(path.name for path in project.parent.rglob("*.csv")) == []


def test_a_file_where_the_code_names_a_folder_is_left_to_the_notebook(offer: Offer, project: Path) -> None:
    (project / "files").write_text("no folder")
    assert offer("pd.read_csv('files/mnist_train.csv'); np.load('files/deep/mnist.npz')") == []
    assert (project / "files").read_text() == "no folder"


def _table(images: np.ndarray, labels: list[int] | None, header: str = "", *, last: bool = False) -> str:
    """Return images as the text of a CSV file, with their labels in the first or in the last column."""
    rows = images.reshape(len(images), -1).tolist()
    if labels is not None:
        rows = [[*row, label] if last else [label, *row] for row, label in zip(rows, labels, strict=True)]
    return header + "".join(",".join(map(str, row)) + "\n" for row in rows)


_PIXELS = ",".join(f"p{number}" for number in range(784))


def test_a_committed_table_of_digits_gives_way_and_keeps_its_layout(offer: Offer, project: Path, data: TrainingData) -> None:
    (project / "mnist_test.csv").write_text(_table(data.x_train[40:45], [7] * 5, f"label,{_PIXELS}\n"))
    assert offer("pd.read_csv('mnist_test.csv')") == ["mnist_test.csv is MNIST: the course's digits stood in its place"]
    table = pd.read_csv(project / "mnist_test.csv")
    assert (list(table.columns)[1], len(table)) == ("p0", 5)
    assert table["label"].tolist() == data.y_test[:5].tolist()


def test_a_table_of_scaled_digits_gives_way_though_some_are_the_groups_own(
    offer: Offer, project: Path, data: TrainingData
) -> None:
    images = np.concatenate([data.x_train[:50], np.random.default_rng(1).integers(0, 256, (30, 28, 28))])
    (project / "train.csv").write_text(_table(images / 255, [3] * 80))
    assert offer("") == ["train.csv is MNIST: the course's digits stood in its place"]
    table = np.loadtxt(project / "train.csv", delimiter=",")
    assert np.array_equal(table[:, 1:], data.x_train[:80].reshape(-1, 784))


@pytest.mark.parametrize("header", ["", f"{_PIXELS},class\n"])
def test_a_table_with_its_labels_last_keeps_them_there(offer: Offer, project: Path, data: TrainingData, header: str) -> None:
    (project / "mnist.csv").write_text(_table(data.x_test[:9], [3] * 9, header, last=True))
    assert len(offer("")) == 1
    table = np.loadtxt(project / "mnist.csv", delimiter=",", skiprows=1 if header else 0)
    assert table[:, -1].tolist() == data.y_train[:9].tolist()


def test_a_table_without_labels_gives_way_without_any(offer: Offer, project: Path, data: TrainingData) -> None:
    (project / "test.csv").write_text(_table(data.x_test, None, f"{_PIXELS}\n"))
    assert len(offer("")) == 1
    assert pd.read_csv(project / "test.csv").shape == (40, 784)


def test_a_table_of_no_numbers_that_is_laid_out_like_mnist_gives_way(offer: Offer, project: Path) -> None:
    (project / "mnist_train.csv").write_text(f"label,{_PIXELS}\n" + ("?" + ",?" * 784 + "\n") * 3)
    assert len(offer("")) == 1


@pytest.mark.parametrize("header", ["", f"label,{_PIXELS}\n"])
@pytest.mark.parametrize(("count", "label"), [(12, 4), (1, 25), (700, 25)])
def test_a_groups_own_digits_and_letters_stay_as_they_are(
    offer: Offer, project: Path, count: int, label: int, header: str
) -> None:
    own = np.random.default_rng(5).integers(0, 256, (count, 28, 28))
    (project / "my_handwriting.csv").write_text(_table(own, [label] * count, header))
    before = (project / "my_handwriting.csv").read_bytes()
    assert offer("pd.read_csv('my_handwriting.csv')") == []
    assert (project / "my_handwriting.csv").read_bytes() == before


def test_committed_idx_files_give_way_packed_or_not(offer: Offer, project: Path, data: TrainingData) -> None:
    other = np.zeros((10, 28, 28), np.uint8)
    raw = project / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "t10k-images-idx3-ubyte").write_bytes(idx_bytes(other))
    (project / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx_bytes(other)))
    (project / "train-images.idx3-ubyte").write_bytes(idx_bytes(other))
    assert len(offer("")) == 3
    assert (raw / "t10k-images-idx3-ubyte").read_bytes() == idx_bytes(data.x_test)
    assert gzip.decompress((project / "t10k-images-idx3-ubyte.gz").read_bytes()) == idx_bytes(data.x_test)
    assert (project / "train-images.idx3-ubyte").read_bytes() == idx_bytes(data.x_train)


def test_a_committed_copy_of_keras_file_gives_way(offer: Offer, project: Path, data: TrainingData) -> None:
    blank = np.zeros((60_000, 28, 28), np.uint8)
    np.savez_compressed(
        project / "m.npz", x_train=blank, y_train=blank[:, 0, 0], x_test=blank[:10_000], y_test=blank[:10_000, 0, 0]
    )
    assert offer("np.load('mnist.npz')") == [
        "m.npz is MNIST: the course's digits stood in its place",
        "mnist.npz is not in the repository: the course's digits stood there",
    ]
    for name in ("m.npz", "mnist.npz"):
        with np.load(project / name) as file:
            assert np.array_equal(file["x_test"], data.x_test)


def test_other_data_stay_as_they_are(offer: Offer, project: Path, tmp_path: Path) -> None:
    (project / "fashion").mkdir()
    (project / "fashion" / "t10k-images-idx3-ubyte").write_bytes(b"clothes")
    np.savez(project / "own.npz", x_test=np.zeros((3, 28, 28)))
    (project / "prices.csv").write_text("a,b\n1,2\n")
    (project / "broken.npz").write_bytes(b"no archive")
    secret = tmp_path / "mnist_test.csv"
    secret.write_text(",".join(["0"] * 785) + "\n")
    (project / "mnist_test.csv").symlink_to(secret)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert offer("pd.read_csv('prices.csv')") == []
    assert {path: path.read_bytes() for path in before} == before
    assert secret.read_text().startswith("0,0")
    shutil.rmtree(project)
