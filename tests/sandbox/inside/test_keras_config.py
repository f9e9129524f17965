"""What an architecture may name: Keras's own layers, and nothing that runs code, save where only training needs it."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(INSIDE))
    return importlib.import_module("keras_config")


def model(*layers: dict[str, Any], **more: Any) -> str:
    return json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}, **more})


def layer(name: str, **config: Any) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": name, "config": config, "registered_name": None}


_DENSE = layer("Dense", units=10)
_LAMBDA = {"class_name": "__lambda__", "config": {"value": ["4wEA", None, None]}}


@pytest.mark.parametrize("name", ["RandomErasing", "AdaptiveAveragePooling2D", "GroupedQueryAttention", "RandAugment"])
def test_layers_of_keras_are_allowed(reader: Any, name: str) -> None:
    assert reader.read_keras_config(model(layer(name), _DENSE)).problems == []


@pytest.mark.parametrize(
    ("name", "instead"), [("TFSMLayer", "build the network"), ("StringLookup", "use Rescaling"), ("Layer", "use Identity")]
)
def test_a_layer_of_keras_that_is_not_allowed_is_named_with_what_to_use(reader: Any, name: str, instead: str) -> None:
    for text in (model(layer(name)), model(layer("TimeDistributed", layer=layer(name)))):
        (problem,) = reader.read_keras_config(text).problems
        assert problem.startswith(f"its layer {name} is not allowed here: ")
        assert instead in problem


def test_a_layer_of_the_groups_own_is_not_taken_for_one_of_that_name(reader: Any) -> None:
    own = {**layer("Hashing"), "registered_name": "mine>Hashing"}
    assert reader.read_keras_config(model(own)).problems == [
        "it uses layers that Keras does not have ('Hashing'): use built-in layers"
    ]


def test_code_that_only_training_needs_is_no_problem_and_is_left_out(reader: Any) -> None:
    loss = {"loss": _LAMBDA, "metrics": [{"module": "mine", "class_name": "function", "config": "f1"}]}
    strange = {"module": "mine", "class_name": "function", "config": "my_start"}
    first = layer("Dense", units=10, kernel_initializer=strange, bias_regularizer=_LAMBDA, kernel_constraint=None)
    inner = {**json.loads(model(first)), "compile_config": loss}
    read = reader.read_keras_config(model(inner, layer("TimeDistributed", layer=first), compile_config=loss))
    assert (read.problems, read.training_code) == ([], True)
    for word in ("compile_config", "lambda", "mine", "my_start", "_regularizer", "_constraint"):
        assert word not in read.text
    assert not reader.read_keras_config(model(_DENSE)).training_code


@pytest.mark.parametrize(
    "text",
    [
        model(layer("Dense", activation=_LAMBDA), compile_config={"loss": _LAMBDA}),
        model(layer("Dense", compile_config=_LAMBDA)),
        model(_DENSE, build_config={"compile_config": _LAMBDA}),
        model(_DENSE, kernel_initializer=_LAMBDA),
    ],
)
def test_code_elsewhere_is_a_problem_under_any_name(reader: Any, text: str) -> None:
    assert "__lambda__" in reader.read_keras_config(text).problems[0]


def test_what_is_only_called_like_something_of_training_stays(reader: Any) -> None:
    inputs = {"my_constraint": ["a", 0, 0]}
    text = json.dumps({"class_name": "Functional", "config": {"layers": [_DENSE], "input_layers": inputs}})
    assert json.loads(reader.read_keras_config(text).text)["config"]["input_layers"] == inputs
