from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course import open_course
from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder
from grader.intake.published_keys import PUBLISHED_TEST
from grader.training_folders import training_folders


def _folders(course: Path, *, sealed: bool = True) -> tuple[Path, Path]:
    opened = open_course(course)
    with Store.open(course) as store:
        return training_folders(opened, store, opened.training().sha256, sealed=sealed)


@pytest.fixture
def enough(course: Path) -> Path:
    """Return the course with digits enough to seal."""
    random = np.random.default_rng(4)
    arrays: dict[str, Any] = {
        f"x_{part}": random.integers(0, 256, (n, 28, 28), np.uint8) for part, n in (("train", 120), ("test", 20))
    }
    labels: dict[str, Any] = {f"y_{part}": (np.arange(n) % 10).astype(np.uint8) for part, n in (("train", 120), ("test", 20))}
    np.savez(course / "training.npz", **arrays, **labels)
    return course


def test_the_sealed_folder_holds_the_keys_of_the_digits_sealed_away_and_the_published_one_none(enough: Path) -> None:
    data, offered = _folders(enough)
    assert data != offered
    assert len(np.load(offered / PUBLISHED_TEST, allow_pickle=False)) == 20
    assert not (data / PUBLISHED_TEST).exists()
    assert not (offered / PUBLISHED_TEST).stat().st_mode & 0o222
    assert sorted(path.name for path in offered.iterdir()) == ["keras", PUBLISHED_TEST, "torchvision"]


def test_a_sealed_folder_of_before_gets_the_keys_and_then_the_data_are_not_read(
    enough: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, offered = _folders(enough)
    keys = (offered / PUBLISHED_TEST).read_bytes()
    (offered / PUBLISHED_TEST).unlink()
    assert _folders(enough)[1] == offered
    assert (offered / PUBLISHED_TEST).read_bytes() == keys
    opened = open_course(enough)
    sha256 = opened.training().sha256
    monkeypatch.setattr(CourseFolder, "training", lambda _self: pytest.fail("the data are read again"))
    with Store.open(enough) as store:
        assert training_folders(opened, store, sha256, sealed=True)[1] == offered


def test_where_nothing_is_sealed_no_keys_are_written(course: Path, enough: Path) -> None:
    assert not any((one / PUBLISHED_TEST).exists() for one in _folders(enough, sealed=False))
    random = np.random.default_rng(5).integers(0, 256, (60, 28, 28), np.uint8)  # too few to take a test split from
    np.savez(
        course / "training.npz", x_train=random[:30], y_train=np.arange(30) % 10, x_test=random[30:], y_test=np.arange(30) % 10
    )
    data, offered = _folders(course)
    assert data == offered
    assert not (data / PUBLISHED_TEST).exists()
