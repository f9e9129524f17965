"""Make what Keras trains with before it traces the training step, so that it traces the step once instead of twice.

A Keras 3 model on TensorFlow makes its optimizer's and metrics' variables while the step is traced; whatever made
variables is traced a second time, and each variable brings a condition of its own. With the variables there already, the
same step is traced once: a third of a CPU second less for a small network, and the same weights to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MODELS = {"keras.src.models.sequential", "keras.src.models.functional"}
_PLAIN = ("keras.src.", "tensorflow.")
# Not Nadam and Adafactor: they name a variable by a running number, and would name it otherwise.
_OPTIMIZERS = {"Adam", "AdamW", "Adamax", "Adagrad", "Adadelta", "Ftrl", "Lion", "RMSprop", "SGD"}


def build_first(model: Any, given: Mapping[str, Any]) -> None:
    """Build the optimizer and the metrics of a model whose `fit` gets these arguments; one that is not plain is left alone.

    Plain is a Sequential or Functional model with one output, its layers, optimizer and metrics Keras's own: then nothing of
    the notebook's runs here, and nothing can be told from the order. Raises what Keras raises; `fit` meets it again.
    """
    shape = target_shape(given)
    if shape is None or not is_plain(model):
        return
    metrics = model._compile_metrics  # noqa: SLF001 - Keras has no public way to build them
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_weights)
    if metrics is not None and not metrics.built:
        from keras import KerasTensor

        metrics.build(KerasTensor(shape), model.outputs[0])


def target_shape(given: Mapping[str, Any]) -> tuple[int | None, ...] | None:
    """Return the shape of a batch of labels, None where it cannot be known without reading them."""
    labels = given.get("y")
    specification = getattr(given.get("x"), "element_spec", None)  # of a tf.data.Dataset
    if labels is None and isinstance(specification, tuple) and len(specification) == 2:
        labels = specification[1]
    shape = getattr(labels, "shape", None)
    return None if shape is None or not len(shape) else (None, *shape[1:])


def is_plain(model: Any) -> bool:
    """Say whether all that takes part in a training step is Keras's own, and the model has one output."""
    if type(model).__module__ not in _MODELS or not model.built or model.run_eagerly or len(model.outputs) != 1:
        return False
    if model._distribute_strategy is not None or getattr(model.optimizer, "built", True):  # noqa: SLF001 - no public name
        return False
    metrics = model._compile_metrics  # noqa: SLF001 - likewise
    named = [] if metrics is None else [metrics._user_metrics, metrics._user_weighted_metrics]  # noqa: SLF001 - likewise
    plain_metrics = all(isinstance(one, str) or is_ours(one) for some in named for one in some or ())
    layers = model._flatten_layers(include_self=False)  # noqa: SLF001 - those of a model within a model too
    plain_optimizer = type(model.optimizer).__name__ in _OPTIMIZERS and is_ours(model.optimizer)
    return plain_metrics and plain_optimizer and all(map(is_ours, layers)) and not is_list(model)


def is_ours(thing: Any) -> bool:
    """Say whether a thing's class comes with the framework."""
    return type(thing).__module__.startswith(_PLAIN)


def is_list(model: Any) -> bool:
    """Say whether the model answers with a list, which Keras names its metrics after."""
    return isinstance(getattr(model, "_outputs_struct", None), list | tuple | dict)
