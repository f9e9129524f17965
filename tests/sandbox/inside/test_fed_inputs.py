"""On which scale the digits reach a notebook's predictions, and where its cells stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOAD = "(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()"
Survey = Callable[[], dict[str, Any]]


def facts(survey: Survey, folder: Path, *cells: str, counts: tuple[int | None, ...] = ()) -> dict[str, Any]:
    listed = [
        {
            "cell_type": "code", "source": cell.splitlines(keepends=True), "metadata": {}, "outputs": [],
            "execution_count": counts[place] if counts else None,
        }
        for place, cell in enumerate(cells)
    ]  # fmt: skip
    (folder / "n.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed}, indent=1))
    found: dict[str, Any] = survey()["notebooks"][0]
    return found


@pytest.mark.parametrize(
    ("cells", "fed"),
    [
        (["model.predict(x_test)"], [(1, "0 to 255")]),
        (["x_test = x_test.astype('float32') / 255", "model.predict(x_test[:100])"], [(2, "0 to 1")]),
        (["x_test = x_test.reshape(-1, 784)\nx_test = x_test / 127.5 - 1"], []),
        (["x_test /= 255\nmodel.predict(x_test.reshape(-1, 28, 28, 1))"], [(1, "0 to 1")]),
        (["def prepare(x):\n    return x / 255", "answers = model.predict(prepare(x_test))"], [(2, "0 to 1")]),
        (["x_test = something(x_test)", "model.predict(x_test)"], []),
        (["x_train, x_test = x_train / 255, x_test / 255\nmodel.predict(x_test)"], [(1, "0 to 1")]),
        (["for start in range(3):\n    model.predict(x_test[start:])"], [(1, "0 to 255")]),
        (["model.predict(np.expand_dims(x_test, -1))"], [(1, "0 to 255")]),
        (["x_test[:] = x_test / 255\nmodel.predict(x_test)"], []),
        (["x_test = x_test / 255\nx_test = x_test / 255\nmodel.predict(x_test)"], []),
        (["for x_test in batches:\n    model.predict(x_test)"], []),
        (["digits = np.load('mine.npy')\nmodel.predict(digits)"], []),
    ],
)
def test_what_a_prediction_is_fed_is_said_where_it_is_sure(
    survey: Survey, tmp_path: Path, cells: list[str], fed: list[tuple[int, str]]
) -> None:
    found = facts(survey, tmp_path, LOAD, *cells)["fed"]
    assert [(one["cell"], one["text"]) for one in found] == fed


def test_each_cell_has_its_line_and_a_text_that_looks_like_one_is_none(survey: Survey, tmp_path: Path) -> None:
    found = facts(survey, tmp_path, "a = 1", '"cell_type": "code"\nb = {\n"cell_type": 2}')
    lines = (tmp_path / "n.ipynb").read_text().splitlines()
    assert ['"cell_type": "code"' in lines[number - 1] for number in found["lines"]] == [True, True]


def test_cells_run_out_of_order_are_named(survey: Survey, tmp_path: Path) -> None:
    found = facts(survey, tmp_path, "a", "b", "c", "d", counts=(3, None, 7, 5))["out_of_order"]
    assert found == [{"cell": 3, "text": "[5] below [7]"}]
    assert facts(survey, tmp_path, "a", "b", counts=(1, 2))["out_of_order"] == []


def test_each_module_is_named_where_it_is_first_imported(survey: Survey, tmp_path: Path) -> None:
    found = facts(survey, tmp_path, "import keras\nfrom keras import layers", "import seaborn as sns, keras")["imported"]
    assert [(one["cell"], one["text"]) for one in found] == [(0, "keras"), (1, "seaborn")]
