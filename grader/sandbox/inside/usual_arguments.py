"""The values that names in a digit notebook mostly have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_SHAPE = (28, 28, 1)
USUAL: Mapping[str, Any] = MappingProxyType({
    "input_shape": _SHAPE, "shape": _SHAPE, "img_shape": _SHAPE, "image_shape": _SHAPE,
    "num_classes": 10, "n_classes": 10, "nb_classes": 10, "classes": 10, "num_class": 10, "output_dim": 10,
    "width": 28, "height": 28, "depth": 1, "channels": 1, "img_rows": 28, "img_cols": 28,
    "input_dim": 784, "input_size": 784, "num_pixels": 784,
    "optimizer": "adam", "activation": "relu", "lr": 0.001, "learning_rate": 0.001, "dropout": 0.5, "dropout_rate": 0.5,
})  # fmt: skip
