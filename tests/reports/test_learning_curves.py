from __future__ import annotations

import time
from typing import Any

import pytest

from grader.reports.curve_plot import curve_plot
from grader.reports.language import language
from grader.reports.learning_curves import learning_curves

KERAS = (
    "Epoch 1/3\n\x1b[1m   1/1875\x1b[0m \x1b[37m━━━\x1b[0m \x1b[1m5:03\x1b[0m 162ms/step - accuracy: 0.0938 - loss: 2.4\r"
    "\x1b[1m1875/1875\x1b[0m ━ 3s - accuracy: 0.8713 - loss: 0.4339 - val_accuracy: 0.9501 - val_loss: 0.1650\n"
    "Epoch 2/3\n1875/1875 - 3s - 2ms/step - accuracy: 0.9587 - loss: 0.1379 - val_accuracy: 0.9652 - val_loss: 0.1146\n"
    "Epoch 3/3\n1875/1875 [==============================] - 4s 2ms/step - loss: 9.71e-02 - acc: 0.9703\n"
)
TORCH = "\n".join(f"Epoch: {n} | loss = {1 / n:.3f} | val_accuracy = {1 - 0.1 / n:.3f}" for n in range(1, 6))


def _cell(text: Any) -> dict[str, Any]:
    return {"cell_type": "code", "outputs": [{"output_type": "stream", "name": "stdout", "text": text}]}


def test_what_keras_prints_is_read_epoch_by_epoch() -> None:
    (curve,) = learning_curves([{"cell_type": "markdown"}, _cell(KERAS)])
    assert (curve.cell, curve.epochs) == (1, 3)
    assert curve.series["accuracy"] == (0.8713, 0.9587, 0.9703)
    assert curve.series["loss"] == (0.4339, 0.1379, 0.0971)
    assert curve.series["val_accuracy"] == (0.9501, 0.9652, None)


def test_what_a_loop_of_ones_own_prints_is_read_too() -> None:
    (curve,) = learning_curves([_cell(TORCH.splitlines(keepends=True))])
    assert curve.series["loss"] == (1.0, 0.5, 0.333, 0.25, 0.2)


@pytest.mark.parametrize(
    "cell",
    [None, 7, {}, {"outputs": {}}, _cell(None), _cell("Epoch 1/1\nloss: 0.5"), _cell("loss: 1\nloss: 2"), _cell("epoch epoch")],
)
def test_where_there_is_no_curve_none_is_found(cell: Any) -> None:
    assert learning_curves([cell]) == ()


@pytest.mark.parametrize("text", ["Epoch 1 loss: nan\nEpoch 2 loss: inf\n", "Epoch 1 loss: 1e999\nEpoch 2 loss: 9999999999999\n"])
def test_numbers_that_nobody_can_draw_are_passed_over(text: str) -> None:
    assert learning_curves([_cell(text)]) == ()


def test_long_output_takes_no_long_time_and_gives_no_endless_curve() -> None:
    texts = ("Epoch 1 loss: 0.5\n" * 11_000, "loss " * 40_000, "accuracy" * 25_000, "Epoch " + "a" * 199_000, "w" * 200_000)
    started = time.process_time()
    found = learning_curves([_cell(text) for text in texts])
    assert time.process_time() - started < 5
    assert [curve.epochs for curve in found] == [500]


def test_the_drawing_says_its_last_values_and_breaks_where_a_value_is_missing() -> None:
    (curve,) = learning_curves([_cell(KERAS)])
    drawn = str(curve_plot(curve, "accuracy", language()))
    assert "Learning curve over 3 epochs; at the end accuracy 0.97, val_accuracy 0.965" in drawn
    assert drawn.count('class="curve') == 2
    (flat,) = learning_curves([_cell("Epoch 1 loss: 1\nEpoch 2 loss: 1\n")])
    assert "NaN" not in curve_plot(flat, "loss", language())
    assert curve_plot(flat, "accuracy", language()) == ""
