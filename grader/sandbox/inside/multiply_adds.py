"""Count what one image costs: the multiply–adds of a model's layers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

_FREE = frozenset(
    {
        "Activation", "ActivityRegularization", "AveragePooling1D", "AveragePooling2D", "BatchNormalization", "Dropout", "ELU",
        "Flatten", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "InputLayer",
        "LayerNormalization", "LeakyReLU", "MaxPooling1D", "MaxPooling2D", "Normalization", "PReLU", "Permute", "ReLU",
        "Rescaling", "Reshape", "Softmax", "SpatialDropout2D", "ZeroPadding2D", "Cropping2D", "Add", "Concatenate", "Identity",
    }
)  # fmt: skip


def multiply_adds(layers: list[Any]) -> int | None:
    """Return the multiply–adds of one image through these layers, None where a layer's cost is not known.

    A dense layer costs inputs × outputs, a convolution kernel × input channels × outputs (S. Han et al., 2015, count
    likewise); bias, activation, pooling and normalisation are not counted.
    """
    total = 0
    for layer in layers:
        cost = _cost(layer)
        if cost is None:
            return None
        total += cost
    return total


def _cost(layer: Any) -> int | None:
    kind = type(layer).__name__
    if kind in _FREE:
        return 0
    counted = _COUNTED.get(kind)
    try:
        return None if counted is None else counted(layer, [int(size) for size in layer.output.shape[1:]])
    except (AttributeError, TypeError, ValueError, IndexError):
        return None  # a layer that was never called, or of an open size


def _dense(layer: Any, out: list[int]) -> int:
    return math.prod(out) * int(layer.kernel.shape[0])


def _convolution(layer: Any, out: list[int]) -> int:
    return _places(layer, out) * _size(layer.weights[0])


def _separable(layer: Any, out: list[int]) -> int:
    return _places(layer, out) * (_size(layer.weights[0]) + _size(layer.weights[1]))


def _size(weight: Any) -> int:
    return math.prod(int(size) for size in weight.shape)


def _places(layer: Any, out: list[int]) -> int:
    """Return the number of places at which a convolution's kernel is applied."""
    channels_first = getattr(layer, "data_format", "channels_last") == "channels_first"
    return math.prod(out[1:] if channels_first else out[:-1])


_COUNTED: Mapping[str, Callable[[Any, list[int]], int]] = MappingProxyType(
    {
        "Dense": _dense,
        "Conv1D": _convolution,
        "Conv2D": _convolution,
        "DepthwiseConv2D": _convolution,
        "SeparableConv2D": _separable,
    }
)
