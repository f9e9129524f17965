"""Whose digits reach training in a sealed course: the stand-ins that were offered, one's own copy, or the published test."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.core.training_data import TrainingData
from grader.intake.keras_layout import kept
from grader.intake.published_keys import published_keys, write_published_keys
from grader.intake.sealed import seal
from grader.intake.training_folder import write_training_folder

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
TRAIN, TEST = 12_000, 2_000  # as MNIST's six to one
Count = Callable[[np.ndarray], tuple[int, int]]


@pytest.fixture(scope="module")
def published() -> TrainingData:
    random = np.random.default_rng(5)
    images = {f"x_{part}": random.integers(0, 256, (n, 28, 28), np.uint8) for part, n in (("train", TRAIN), ("test", TEST))}
    return kept("made up", images | {f"y_{name[2:]}": random.integers(0, 10, len(one)) for name, one in images.items()})


@pytest.fixture(scope="module")
def offered(published: TrainingData) -> TrainingData:
    return seal(published, 11)


@pytest.fixture(scope="module")
def folder(published: TrainingData, offered: TrainingData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_training_folder(offered, tmp_path_factory.mktemp("training"))
    write_published_keys(made, published_keys(published.x_test))
    return made


@pytest.fixture
def count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Count]:
    """Return a function that gives what is noted of an array: digits of the training split, and digits of the test split."""
    monkeypatch.syspath_prepend(str(INSIDE))
    monkeypatch.setenv("OFFLINE_DATA", str(folder))
    known, record = importlib.import_module("known_digits"), importlib.import_module("fit_record")
    known.known_digits.cache_clear()

    def run(array: np.ndarray) -> tuple[int, int]:
        found = record.counted(array)
        return found["from_train"], found["from_test"]

    yield run
    known.known_digits.cache_clear()


def test_ones_own_copy_of_the_published_training_digits_accuses_nobody(count: Count, published: TrainingData) -> None:
    assert count(published.x_train) == (TRAIN, 0)
    assert count(published.x_train.astype(np.float32) / 255) == (TRAIN, 0)


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1, 0.01])
def test_no_part_of_it_does_however_it_is_drawn_or_repeated(count: Count, published: TrainingData, share: float) -> None:
    for seed in range(12):
        some = np.random.default_rng(seed).choice(TRAIN, int(TRAIN * share), replace=False)
        again = np.random.default_rng(9).choice(some, 3000)
        for rows in (some, np.sort(some), np.arange(len(some)) + seed, np.repeat(some, 3), again):
            assert count(published.x_train[rows])[1] == 0


def test_the_offered_training_digits_accuse_nobody(count: Count, offered: TrainingData, published: TrainingData) -> None:
    assert count(offered.x_train) == (TRAIN, 0)
    assert count(offered.x_train[np.random.default_rng(2).permutation(TRAIN)[:9000]]) == (9000, 0)
    assert count(np.concatenate([offered.x_train, published.x_train])) == (2 * TRAIN, 0)


def test_the_offered_test_digits_count_alone_and_beside_the_training_digits(count: Count, offered: TrainingData) -> None:
    assert count(offered.x_test) == (0, TEST)
    assert count(offered.x_test[:30]) == (0, 30)
    both = np.concatenate([offered.x_train, offered.x_test])
    assert count(both) == (TRAIN, TEST)
    mixed = both[np.random.default_rng(3).permutation(len(both))[:10_000]]
    of_train, of_test = count(mixed.astype(np.float32) / 255)
    assert of_train + of_test == 10_000
    assert 1300 < of_test < 1550  # a seventh


def test_they_count_beside_ones_own_copy_too(count: Count, offered: TrainingData, published: TrainingData) -> None:
    assert count(np.concatenate([published.x_train, offered.x_test])) == (TRAIN, TEST)


def test_the_published_test_digits_count_when_they_are_brought_along(
    count: Count, offered: TrainingData, published: TrainingData
) -> None:
    assert count(published.x_test) == (0, TEST)
    for train in (published.x_train, offered.x_train):
        of_train, of_test = count(np.concatenate([train, published.x_test / np.float32(255)]))
        assert of_train + of_test == TRAIN + TEST
        assert abs(of_test - TEST) < 10  # some rows were looked at, and stand for all


def test_a_folder_without_the_keys_is_read_as_before(
    offered: TrainingData, published: TrainingData, tmp_path: Path, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFLINE_DATA", str(write_training_folder(offered, tmp_path)))
    importlib.import_module("known_digits").known_digits.cache_clear()
    assert count(offered.x_train) == (TRAIN, 0)
    assert count(offered.x_test) == (0, TEST)
    assert count(published.x_test) == (0, 0)


def test_a_training_digit_that_looks_like_one_of_the_test_accuses_nobody(
    published: TrainingData, tmp_path: Path, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = {name: getattr(published, name).copy() for name in ("x_train", "y_train", "x_test", "y_test")}
    arrays["x_test"][:15] = arrays["x_train"][:15]  # 8 of MNIST's share their key
    monkeypatch.setenv("OFFLINE_DATA", str(write_training_folder(kept("alike", arrays), tmp_path)))
    importlib.import_module("known_digits").known_digits.cache_clear()
    assert count(arrays["x_train"][:30]) == (30, 0)
    assert count(arrays["x_test"][15:]) == (0, TEST - 15)


def test_the_keys_are_those_by_which_digits_are_recognised_and_keep_no_order(
    published: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(INSIDE))
    known = importlib.import_module("known_digits")
    body = published_keys(published.x_test)
    assert body == published_keys(published.x_test[::-1])
    assert len(body) < 9 * TEST + 200

    assert np.array_equal(np.load(io.BytesIO(body), allow_pickle=False), np.sort(known.keys(published.x_test)))
