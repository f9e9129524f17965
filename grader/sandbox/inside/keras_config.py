"""Read a Keras model's architecture (JSON) as data: which layers, what goes in, what comes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from known_layers import ALLOWED, NOT_ALLOWED
from without_training import without_training

_BYTES = 4 * 1024 * 1024
_DEPTH = 40
_LAYERS = 500
_LARGEST = 10_000_000
_SIZES = ("units", "filters", "input_dim", "output_dim")
_RUNS_CODE = {"Lambda", "TFOpLambda", "SlicingOpLambda", "__lambda__"}
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_MODELS = {"Sequential", "Functional", "Model"}
_KEEPS_WIDTH = {"Activation", "Softmax", "Dropout", "BatchNormalization", "ReLU", "LeakyReLU", "Identity", "ELU", "PReLU"}


@dataclass
class KerasConfig:
    """The class names of all layers in order, nested models included, and the shapes where they are stated.

    `code_problems` are those of the problems that say only that the model brings code of its own. `text` is the architecture
    that was looked at, without what only training needs; `training_code` says that code stood in what was left out.
    """

    layers: list[str] = field(default_factory=list)
    input_shape: list[int | None] | None = None
    output_width: int | None = None
    problems: list[str] = field(default_factory=list)
    code_problems: list[str] = field(default_factory=list)
    text: str = ""
    training_code: bool = False


def read_keras_config(text: str) -> KerasConfig:
    """Return what the architecture says, with a problem for each thing that must not be loaded. Never raises.

    Models are loaded without being compiled, so what only training needs is no problem, and must not be given to Keras.
    """
    if len(text) > _BYTES:
        return KerasConfig(problems=["its architecture is far too long"])
    if _depth(text) > _DEPTH:
        return KerasConfig(problems=["its architecture is nested too deeply"])
    try:
        whole = json.loads(text)
        config = without_training(whole)
    except (ValueError, RecursionError):
        return KerasConfig(problems=["its architecture cannot be read"])
    layers = list(_layers(config))
    names = [_name(layer) for layer in layers]
    code, others = _code(config, layers), _size(layers)
    more = _code(whole, list(_layers(whole))) != code
    return KerasConfig(
        names[:_LAYERS], _input_shape(layers), _output_width(layers), [*code, *others], code, json.dumps(config), more
    )


def _depth(text: str) -> int:
    depth = most = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        most = max(most, depth)
    return most


def _layers(config: Any) -> Iterator[dict[str, Any]]:
    """Yield the layers of a model in order, those of a model used as a layer in its place."""
    if not isinstance(config, dict):
        return
    inner = config.get("config")
    listed = inner if isinstance(inner, list) else inner.get("layers") if isinstance(inner, dict) else None
    if isinstance(listed, list):
        for layer in listed:
            yield from _layers(layer)
    else:
        yield config


def _everything(config: Any) -> Iterator[dict[str, Any]]:
    stack = [config]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _name(layer: dict[str, Any]) -> str:
    return str(layer.get("class_name", ""))[:100]


def _inner(layer: dict[str, Any]) -> dict[str, Any]:
    config = layer.get("config")
    return config if isinstance(config, dict) else {}


def _code(config: Any, layers: list[dict[str, Any]]) -> list[str]:
    everything = list(_everything(config))
    running = {_name(item) for item in everything} & _RUNS_CODE
    barred = {_name(item) for item in everything if _is_at_home(item)} & NOT_ALLOWED.keys()
    foreign = {_name(layer) for layer in layers if not _is_built_in(layer)} - running - barred
    problems = (
        [f"it runs code of its own ({', '.join(sorted(running))}): use a built-in layer such as Rescaling"] if running else []
    )
    problems += [f"its layer {name} is not allowed here: {NOT_ALLOWED[name]}" for name in sorted(barred)]
    if strange := {f"{item.get('module')}.{item.get('config')}" for item in everything if _is_strange_function(item)}:
        problems.append(f"it names a function outside Keras ({', '.join(map(ascii, sorted(strange)[:5]))})")
    if foreign:
        some = ", ".join(ascii(name) for name in sorted(foreign)[:10])
        problems.append(f"it uses layers that Keras does not have ({some}): use built-in layers")
    return problems


def _size(layers: list[dict[str, Any]]) -> list[str]:
    problems = []
    if len(layers) > _LAYERS:
        problems.append(f"it has more than {_LAYERS} layers")
    if any(isinstance(_inner(layer).get(key), int) and _inner(layer)[key] > _LARGEST for layer in layers for key in _SIZES):
        problems.append("one of its layers is far too wide")
    return problems


def _is_strange_function(item: dict[str, Any]) -> bool:
    module = item.get("module")
    return _name(item) == "function" and isinstance(module, str) and module.split(".")[0] not in {"builtins", "keras", "tf_keras"}


def _is_built_in(layer: dict[str, Any]) -> bool:
    module = layer.get("module")
    if isinstance(module, str) and module.startswith(("keras.src.ops.", "keras.ops")):
        return True
    return _is_at_home(layer) and _name(layer) in ALLOWED | _MODELS


def _is_at_home(layer: dict[str, Any]) -> bool:
    """Say whether a class is Keras's own by what the architecture states."""
    module = layer.get("module")
    at_home = module is None or (isinstance(module, str) and module.split(".")[0] in {"keras", "tf_keras"})
    return at_home and ">" not in str(layer.get("registered_name") or "")


def _input_shape(layers: list[dict[str, Any]]) -> list[int | None] | None:
    for layer in layers[:1]:
        build = layer.get("build_config")
        built = build.get("input_shape") if isinstance(build, dict) else None
        for shape in (_inner(layer).get("batch_shape"), _inner(layer).get("batch_input_shape"), built):
            if isinstance(shape, list) and len(shape) == 1 and isinstance(shape[0], list):
                shape = shape[0]  # noqa: PLW2901 - Keras 2.2 wraps it once more
            if isinstance(shape, list) and 1 < len(shape) <= 6 and all(s is None or type(s) is int for s in shape):
                return shape[1:]
    return None


def _output_width(layers: list[dict[str, Any]]) -> int | None:
    for layer in reversed(layers):
        units = _inner(layer).get("units")
        if type(units) is int:
            return units
        if _name(layer) not in _KEEPS_WIDTH:
            return None
    return None
