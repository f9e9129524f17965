from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(INSIDE))
    from claims_found import claims_found  # type: ignore[import-not-found]

    def run(readme: str = "", outputs: tuple[str, ...] = (), text: str = "") -> list[dict[str, Any]]:
        cells: list[dict[str, Any]] = [{"cell_type": "markdown", "source": [text]}]
        for output in outputs:
            stream = {"output_type": "stream", "name": "stdout", "text": output.splitlines(keepends=True)}
            cells.append({"cell_type": "code", "source": "x", "outputs": [stream]})
        (tmp_path / "a.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
        (tmp_path / "README.md").write_text(readme)
        return list(claims_found(tmp_path, ["a.ipynb"]))

    yield run
    sys.modules.pop("claims_found", None)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Test accuracy: 0.9912", 0.9912),
        ("test acc = 98.3%", 0.983),
        ("313/313 - 1s - loss: 0.0456 - accuracy: 0.9871 - val_accuracy: 0.9812", 0.9812),
        ("The model reaches 99.1% accuracy on the test set", 0.991),
        ("模型的准确率：98.5%", 0.985),
        ("Genauigkeit auf Testdaten 97.2 %", 0.972),
    ],
)
def test_an_accuracy_is_found_with_its_line(found: Any, line: str, value: float) -> None:
    claim = found(readme=f"# Digits\n\n{line}\n")[0]
    assert (claim["kind"], claim["value"], claim["place"]) == ("accuracy", pytest.approx(value), "README.md, line 3")
    assert claim["quoted"] == line


@pytest.mark.parametrize(
    "line", ["learning rate 0.01", "training accuracy: 0.99", "accuracy improved from 1 to 2 epochs", "loss: 0.02"]
)
def test_other_numbers_are_no_claims(found: Any, line: str) -> None:
    assert found(readme=line) == []


def test_the_last_number_of_a_cell_counts_and_parameters_and_epochs_are_read(found: Any) -> None:
    outputs = ("Total params: 1,199,882\n", "Epoch 1/12\nval_accuracy: 0.91\nEpoch 12/12\nval_accuracy: 0.98\n")
    claims = [(claim["kind"], claim["value"], claim["place"]) for claim in found(outputs=outputs)]
    assert claims == [
        ("parameters", 1_199_882.0, "cell 2, output"),
        ("accuracy", 0.98, "cell 3, output"),
        ("epochs", 12.0, "cell 3, output"),
    ]


def test_a_hostile_notebook_is_bounded(found: Any) -> None:
    claims = found(outputs=("accuracy: 0.5\n" * 20_000,) * 60)
    assert len(claims) == 40
    assert all(len(claim["quoted"]) <= 160 for claim in claims)
