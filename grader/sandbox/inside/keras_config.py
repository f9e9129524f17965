"""Read a Keras model's architecture (JSON) as data: which layers, what goes in, what comes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_BYTES = 4 * 1024 * 1024
_DEPTH = 40
_LAYERS = 500
_LARGEST = 10_000_000
_SIZES = ("units", "filters", "input_dim", "output_dim")
_RUNS_CODE = {"Lambda", "TFOpLambda", "SlicingOpLambda", "__lambda__"}
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_MODELS = {"Sequential", "Functional", "Model"}
# fmt: off
_BUILT_IN = frozenset(
    {
        "Activation", "ActivityRegularization", "Add", "AdditiveAttention", "AlphaDropout", "Attention", "Average",
        "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "BatchNormalization", "BatchNormalizationV1",
        "Bidirectional", "CategoryEncoding", "CenterCrop", "Concatenate", "Conv1D", "Conv1DTranspose", "Conv2D",
        "Conv2DTranspose", "Conv3D", "Conv3DTranspose", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Convolution1D",
        "Convolution2D", "Cropping1D", "Cropping2D", "Cropping3D", "CuDNNGRU", "CuDNNLSTM", "Dense", "DepthwiseConv1D",
        "DepthwiseConv2D", "Discretization", "Dot", "Dropout", "EinsumDense", "ELU", "Embedding", "Flatten", "GaussianDropout",
        "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D", "GlobalMaxPooling1D",
        "GlobalMaxPooling2D", "GlobalMaxPooling3D", "GroupNormalization", "GroupQueryAttention", "GRU", "GRUCell",
        "Identity", "InputLayer", "LayerNormalization", "LeakyReLU", "LocallyConnected1D", "LocallyConnected2D", "LSTM",
        "LSTMCell", "Masking", "Maximum", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "MelSpectrogram", "Minimum",
        "MultiHeadAttention", "Multiply", "Normalization", "Permute", "PReLU", "RandomBrightness", "RandomContrast",
        "RandomCrop", "RandomFlip", "RandomHeight", "RandomRotation", "RandomTranslation", "RandomWidth", "RandomZoom",
        "ReLU", "RepeatVector", "Rescaling", "Reshape", "Resizing", "RMSNormalization", "RNN", "SeparableConv1D",
        "SeparableConv2D", "SimpleRNN", "SimpleRNNCell", "Softmax", "SpatialDropout1D", "SpatialDropout2D",
        "SpatialDropout3D", "SpectralNormalization", "StackedRNNCells", "Subtract", "ThresholdedReLU", "TimeDistributed",
        "UnitNormalization", "UpSampling1D", "UpSampling2D", "UpSampling3D", "ZeroPadding1D", "ZeroPadding2D",
        "ZeroPadding3D",
    }
)
# fmt: on
_KEEPS_WIDTH = {"Activation", "Softmax", "Dropout", "BatchNormalization", "ReLU", "LeakyReLU", "Identity", "ELU", "PReLU"}


@dataclass
class KerasConfig:
    """The class names of all layers in order, nested models included, and the shapes where they are stated.

    `code_problems` are those of the problems that say only that the model brings code of its own.
    """

    layers: list[str] = field(default_factory=list)
    input_shape: list[int | None] | None = None
    output_width: int | None = None
    problems: list[str] = field(default_factory=list)
    code_problems: list[str] = field(default_factory=list)


def read_keras_config(text: str) -> KerasConfig:
    """Return what the architecture says, with a problem for each thing that must not be loaded. Never raises."""
    if len(text) > _BYTES:
        return KerasConfig(problems=["its architecture is far too long"])
    if _depth(text) > _DEPTH:
        return KerasConfig(problems=["its architecture is nested too deeply"])
    try:
        config = json.loads(text)
    except (ValueError, RecursionError):
        return KerasConfig(problems=["its architecture cannot be read"])
    layers = list(_layers(config))
    names = [_name(layer) for layer in layers]
    code, others = _code(config, layers, names), _size(layers)
    return KerasConfig(names[:_LAYERS], _input_shape(layers), _output_width(layers), [*code, *others], code)


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


def _code(config: Any, layers: list[dict[str, Any]], names: list[str]) -> list[str]:
    running = {_name(item) for item in _everything(config)} & _RUNS_CODE
    foreign = {name for layer, name in zip(layers, names, strict=True) if not _is_built_in(layer, name)} - running
    problems = (
        [f"it runs code of its own ({', '.join(sorted(running))}): use a built-in layer such as Rescaling"] if running else []
    )
    if strange := {f"{item.get('module')}.{item.get('config')}" for item in _everything(config) if _is_strange_function(item)}:
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


def _is_built_in(layer: dict[str, Any], name: str) -> bool:
    module = layer.get("module")
    if isinstance(module, str) and module.startswith(("keras.src.ops.", "keras.ops")):
        return True
    at_home = module is None or (isinstance(module, str) and module.split(".")[0] in {"keras", "tf_keras"})
    return at_home and name in _BUILT_IN | _MODELS and ">" not in str(layer.get("registered_name") or "")


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
