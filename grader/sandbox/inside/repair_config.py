"""Turn the architecture of an older Keras into one that Keras 3 builds, and say what was changed.

Initialisers, regularisers and constraints matter only to training, so they are left out. Nothing here is executed: a
config is plain JSON before and after.
"""

from __future__ import annotations

import inspect
from typing import Any

from rung_failed import RungFailed

_CLASSES = {
    "Convolution1D": "Conv1D", "Convolution2D": "Conv2D", "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization", "CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU", "LSTMV2": "LSTM", "GRUV2": "GRU",
    "DepthwiseConvolution2D": "DepthwiseConv2D", "SeparableConvolution2D": "SeparableConv2D",
}  # fmt: skip
_KERAS_1 = {
    "output_dim": "units", "nb_filter": "filters", "border_mode": "padding", "subsample": "strides", "bias": "use_bias",
    "pool_length": "pool_size", "p": "rate", "subsample_length": "strides", "filter_length": "kernel_size",
    "inner_activation": "recurrent_activation", "dropout_W": "dropout", "dropout_U": "recurrent_dropout",
}  # fmt: skip
_TRAINING_ONLY = ("_initializer", "_regularizer", "_constraint", "init", "W_learning_rate_multiplier")
_FORGOTTEN = frozenset(
    {
        "time_major", "sparse", "ragged", "batch_input_shape", "batch_shape", "input_shape", "input_dim", "input_length",
        "input_dtype", "dim_ordering", "implementation", "fused", "renorm", "renorm_clipping", "renorm_momentum",
        "virtual_batch_size", "adjustment", "mode", "gamma_init", "beta_init", "W_regularizer", "b_regularizer",
        "W_constraint", "b_constraint", "weights", "dynamic", "experimental_autocast", "reset_after", "noise_shape",
        "time_distributed", "consume_less", "nb_row", "nb_col", "shared_axes_v1", "optional", "autocast", "quantization_config",
        "lora_rank", "lora_alpha", "rng_type", "query_shape", "key_shape", "value_shape", "return_runtime",
    }
)  # fmt: skip
_COMMON = frozenset({"name", "trainable"})
# What TensorFlow calls its own functions: `activation=tf.nn.softmax` is written down so.
_ACTIVATIONS = {
    "softmax_v2": "softmax", "log_softmax_v2": "log_softmax", "relu_v2": "relu", "tanh_v2": "tanh", "sigmoid_v2": "sigmoid",
}  # fmt: skip
_HARMLESS: tuple[Any, ...] = (None, False, 1, [1, 1])
_MODELS = frozenset({"Sequential", "Functional", "Model", "Network"})


class CannotRepair(RungFailed):
    """The architecture cannot be brought to Keras 3; the sentence says what stands in the way."""


def repaired(model: dict[str, Any], layers: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the config of a Sequential or Functional model for Keras 3, and the names of what was changed.

    `layers` is the module that has the layer classes. Raises CannotRepair.
    """
    work = _Repair(layers)
    return work.model(model), sorted(work.changed)


class _Repair:
    def __init__(self, layers: Any) -> None:
        self.layers, self.changed = layers, set[str]()

    def model(self, model: dict[str, Any]) -> dict[str, Any]:
        """Repair a model and all its layers."""
        config = model.get("config")
        if isinstance(config, list):  # Keras 1 and 2.0 to 2.2 kept a Sequential's layers without a name
            config, model = {"name": "sequential", "layers": config}, {**model, "class_name": "Sequential"}
            self.changed.add("a Sequential without a name")
        if not isinstance(config, dict) or not isinstance(config.get("layers"), list):
            raise CannotRepair("its architecture lists no layers")
        if model.get("class_name") == "Sequential":
            kept = {"name": config.get("name"), "layers": self.sequence(config["layers"])}
            return {"class_name": "Sequential", "config": kept}
        kept = {name: config[name] for name in ("name", "input_layers", "output_layers") if name in config}
        return {"class_name": "Functional", "config": {**kept, "layers": [self.layer(one) for one in config["layers"]]}}

    def sequence(self, listed: list[Any]) -> list[dict[str, Any]]:
        """Repair a Sequential's layers; its input stands in front, with an open batch."""
        shape = next((found for one in listed[:1] if (found := first_shape(one))), None)
        body = [self.layer(one) for one in listed if one.get("class_name") != "InputLayer"]
        if shape is None:
            return body
        return [{"class_name": "InputLayer", "config": {"batch_shape": [None, *shape], "name": "digits"}}, *body]

    def layer(self, layer: dict[str, Any]) -> dict[str, Any]:
        """Repair one layer."""
        name, config = str(layer.get("class_name")), layer.get("config")
        if name in _MODELS:
            inner = self.model(layer)
            return self.placed(layer, inner["class_name"], {**inner["config"]})
        if not isinstance(config, dict):
            raise CannotRepair(f"its layer {name!a} has no settings")
        if name == "InputLayer":
            shape = first_shape(layer)
            plain = {"name": config.get("name"), "batch_shape": [None, *(shape or [])]}
            return self.placed(layer, name, plain)
        modern = _CLASSES.get(name, name)
        if modern != name:
            self.changed.add(f"{name} is {modern}")
        kind = getattr(self.layers, modern, None)
        if kind is None:
            raise CannotRepair(f"Keras has no layer {modern!a}")
        if name == "CuDNNGRU":
            config = {**config, "reset_after": True}
        return self.placed(layer, modern, self.settings(kind, modern, config))

    def placed(self, layer: dict[str, Any], name: str, config: dict[str, Any]) -> dict[str, Any]:
        """Return a layer as Keras 3 writes it, with its place in a functional model."""
        kept: dict[str, Any] = {key: layer[key] for key in ("name", "inbound_nodes") if key in layer}
        return {"class_name": name, "config": {key: value for key, value in config.items() if value is not None}} | kept

    def settings(self, kind: Any, name: str, config: dict[str, Any]) -> dict[str, Any]:
        """Return the settings that this layer of Keras 3 knows."""
        config = self.modern(name, config)
        known = {*inspect.signature(kind.__init__).parameters} - {"self", "kwargs"} | _COMMON
        kept = {}
        for key, value in config.items():
            if key.endswith(_TRAINING_ONLY):
                continue
            if key in known:
                kept[key] = self.value(key, value)
            elif key in _FORGOTTEN:
                self.forget(key, value)
            elif value not in _HARMLESS:
                raise CannotRepair(f"its layer {name} has a setting {key!a} that Keras 3 does not know")
        return kept

    def forget(self, key: str, value: Any) -> None:
        """Note a setting that is left out, unless it says nothing."""
        if value not in (None, False) and not key.startswith(("batch_", "input_")):
            self.changed.add(key)

    def modern(self, name: str, config: dict[str, Any]) -> dict[str, Any]:
        """Return settings under today's names."""
        today = {key: new for key, new in _KERAS_1.items() if new not in config and name != "Embedding"}
        modern = {today.get(key, key): value for key, value in config.items()}
        if modern.keys() != config.keys():
            self.changed.add("settings of Keras 1")
        if "nb_row" in config and "nb_col" in config:
            modern["kernel_size"] = [config["nb_row"], config["nb_col"]]
        if config.get("dim_ordering") in {"tf", "th"}:
            modern["data_format"] = {"tf": "channels_last", "th": "channels_first"}[config["dim_ordering"]]
        if name == "BatchNormalization" and isinstance(modern.get("axis"), list) and len(modern["axis"]) == 1:
            modern["axis"] = modern["axis"][0]
        if name == "LeakyReLU" and "alpha" in modern:
            modern["negative_slope"] = modern.pop("alpha")
        if name == "RandomShear":  # Keras 3.15 writes the range from -a to a and reads only a
            modern |= {key: modern[key][1] for key in ("x_factor", "y_factor") if isinstance(modern.get(key), list)}
        if name == "GRU":
            modern.setdefault("reset_after", False)  # today's default is the other one
        modern.pop("dtype", None)  # everything is computed in float32
        return modern

    def value(self, key: str, value: Any) -> Any:
        """Return a setting's value; layers inside layers are repaired too."""
        if key in {"activation", "recurrent_activation"}:
            return self.activation(value)
        if isinstance(value, dict) and key in {"layer", "cell", "backward_layer", "forward_layer"}:
            return self.inside(value)
        return value

    def inside(self, layer: dict[str, Any]) -> dict[str, Any]:
        """Repair a layer that stands in another's settings."""
        return {**self.layer(layer), "module": "keras.layers", "registered_name": None}

    def activation(self, value: Any) -> Any:
        """Return an activation as Keras 3 knows it: a name, or a layer with settings, such as a ReLU's largest value."""
        if isinstance(value, dict) and value.get("class_name") == "function":
            value = value.get("config")
        if isinstance(value, dict):
            name, config = value.get("class_name"), value.get("config")
            if isinstance(name, str) and isinstance(config, dict) and hasattr(self.layers, name):
                return self.inside(value)
            value = name.lower() if isinstance(name, str) else value
        return _ACTIVATIONS.get(value, value) if isinstance(value, str) else value


def first_shape(layer: Any) -> list[int | None] | None:
    """Return the input shape that a layer states, without the batch, None where it states none."""
    config = layer.get("config") if isinstance(layer, dict) else None
    if isinstance(config, list) or (isinstance(config, dict) and isinstance(config.get("layers"), list)):
        inner = config if isinstance(config, list) else config["layers"]
        return first_shape(inner[0]) if inner else None
    if not isinstance(config, dict):
        return None
    for key, batch in (("batch_input_shape", 1), ("batch_shape", 1), ("input_shape", 0)):
        shape = config.get(key)
        if isinstance(shape, list) and len(shape) == 1 and isinstance(shape[0], list):
            shape = shape[0]  # Keras 2.2 files are read with one nesting more
        if isinstance(shape, list) and all(size is None or type(size) is int for size in shape):
            found = shape[batch:]
            return found[1:] if len(found) > 1 and found[0] is None and key == "batch_input_shape" and len(found) == 2 else found
    width = config.get("input_dim")
    return [width] if type(width) is int else None
