"""Compute hard_sigmoid as Keras 1 and 2 did: Keras 3 gave the name to another function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras

_INNER = ("layer", "forward_layer", "backward_layer", "cell")


def use_old_hard_sigmoid(model: Any) -> None:
    """Let every layer of a model that computes hard_sigmoid compute that of Keras 2."""
    for layer in _parts(model):
        for name in ("activation", "recurrent_activation"):
            delegated = isinstance(getattr(type(layer), name, None), property)  # a recurrent layer's, which its cell computes
            if not delegated and getattr(layer, name, None) is keras.activations.hard_sigmoid:
                setattr(layer, name, old_hard_sigmoid)


def old_hard_sigmoid(x: Any) -> Any:
    """Return x / 5 + 1/2, but at least 0 and at most 1; the slope of Keras 3 is 1/6."""
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


def _parts(layer: Any) -> Iterator[Any]:
    """Yield a layer and all that are inside it."""
    yield layer
    inner = [*getattr(layer, "layers", []), *(getattr(layer, name, None) for name in _INNER), *getattr(layer, "cells", [])]
    for one in inner:
        if isinstance(one, keras.layers.Layer):
            yield from _parts(one)
