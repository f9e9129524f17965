from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that names the models kept of those written, in this order, into the test's own folder."""
    monkeypatch.syspath_prepend(str(INSIDE))
    module = importlib.import_module("written_models")

    def run(names: list[str], at_most: int = 1000, counted: str | None = None) -> list[str]:
        for second, name in enumerate(names):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(b"m" * 10)
            os.utime(tmp_path / name, (2000 + second, 2000 + second))
        return list(module.written_models(str(tmp_path), at_most, counted))

    return run


def test_the_latest_models_are_kept(written: Callable[..., list[str]]) -> None:
    assert written([f"{number}.h5" for number in range(12)]) == [f"{number}.h5" for number in range(11, 1, -1)]


def test_the_committed_models_path_is_kept_before_all_later_ones(written: Callable[..., list[str]]) -> None:
    names = ["out/model.h5", *(f"fold{number}.h5" for number in range(12))]
    kept = written(names, counted="out/model.h5")
    assert kept == [*(f"fold{number}.h5" for number in range(11, 2, -1)), "out/model.h5"]


def test_the_committed_models_path_has_the_room_that_there_is(written: Callable[..., list[str]]) -> None:
    assert written(["model.h5", "a.h5", "b.h5"], at_most=25, counted="model.h5") == ["b.h5", "model.h5"]


def test_a_committed_model_that_the_run_left_alone_is_not_written(written: Callable[..., list[str]], tmp_path: Path) -> None:
    (tmp_path / "model.h5").write_bytes(b"m")
    os.utime(tmp_path / "model.h5", (0, 0))
    assert written(["a.h5"], counted="model.h5") == ["a.h5"]
