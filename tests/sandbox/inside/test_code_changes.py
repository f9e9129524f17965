from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"


@pytest.fixture
def changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[int]]]:
    """Return a function that counts the changes from each version to the next, the first from nothing."""
    monkeypatch.syspath_prepend(str(INSIDE))
    module = importlib.import_module("code_changes")

    def run(*versions: bytes) -> list[list[int]]:
        for number, body in enumerate(versions):
            (tmp_path / f"v{number}").write_bytes(body)
        names = ["", *(f"v{number}" for number in range(len(versions)))]
        told: list[list[int]] = module.run({"changes": list(pairwise(names))}, {}, str(tmp_path))[0]["changes"]
        return told

    return run


def notebook(*cells: tuple[str, Any], output: str = "") -> bytes:
    listed = [{"cell_type": kind, "source": source, "outputs": [{"text": output}]} for kind, source in cells]
    return json.dumps({"cells": listed}).encode()


def test_outputs_and_texts_are_no_code(changes: Callable[..., list[list[int]]]) -> None:
    first = notebook(("code", ["x = 1\n", "\n", "y = 2"]), ("markdown", "# Title"))
    second = notebook(("code", "x = 1\ny = 3"), ("markdown", "Another\ntext"), output="a\n" * 1000)
    assert changes(first, second, second) == [[2, 0], [1, 1], [0, 0]]


def test_a_cell_that_moves_is_no_change(changes: Callable[..., list[list[int]]]) -> None:
    assert changes(notebook(("code", "a"), ("code", "b")), notebook(("code", "b"), ("code", "a")))[1] == [0, 0]


def test_what_cannot_be_read_counts_as_nothing(changes: Callable[..., list[list[int]]]) -> None:
    deep = b"[" * 100_000
    odd = b'{"cells": [{"cell_type": "code", "source": {"a": 1}}, 7]}'
    assert changes(b"\xff not JSON", notebook(("code", "a")), deep, odd) == [[0, 0], [1, 0], [0, 1], [0, 0]]
