"""Turn a loaded model into one function from a batch to ten scores an image."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from conventions import without_none
from refused import Refused
from stored_weights import flat_layers

CLASSES = 10
_BATCH = 500  # a larger one is hardly faster, and every process pays for the memory that it takes anew
_ELEMENTS = 24_000_000  # that a layer gives for a batch: 96 MB, which the smallest memory limit has room for


def as_function(model: Any, shape: tuple[int | None, ...], fixed: int | None) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function from a batch float32 (n, *shape) to scores (n, 10), compiled once for any n.

    A model of a `fixed` batch size is fed in that size. The function raises Refused where the model raises, or answers with
    anything but ten values an image.
    """
    plain = without_none(shape)
    most = fixed or max(1, min(_BATCH, _ELEMENTS // largest(model, plain)))
    signature = [tf.TensorSpec((fixed, *plain), tf.float32)]
    # Without AutoGraph, as Keras's own predict traces a model: it would look through Keras's source for nothing.
    compiled = tf.function(lambda images: model(images, training=False), input_signature=signature, autograph=False)

    def forward(batch: np.ndarray) -> np.ndarray:
        parts = []
        for part in equal_parts(batch, most) if not fixed else [batch[at : at + most] for at in range(0, len(batch), most)]:
            padded = np.concatenate([part, np.repeat(part[:1], most - len(part), axis=0)]) if fixed else part
            parts.append(ten(call(compiled, padded))[: len(part)])
        return np.concatenate(parts) if parts else np.zeros((0, CLASSES), np.float32)

    return forward


def equal_parts(batch: np.ndarray, most: int) -> list[np.ndarray]:
    """Return a batch in the fewest parts of at most so many rows, all of nearly the same size."""
    return list(np.array_split(batch, math.ceil(len(batch) / most))) if len(batch) else []


def largest(model: Any, shape: tuple[int, ...]) -> int:
    """Return how many numbers an image is where it is widest: at the input (of this shape), or after a layer."""
    sizes = [math.prod(shape)]
    for layer in flat_layers(model):
        try:
            sizes.append(math.prod(without_none(tuple(layer.output.shape[1:]))))
        except (AttributeError, TypeError, ValueError, RuntimeError):
            continue  # a layer that is used twice, or has several outputs
    return max(1, *sizes)


def call(compiled: Any, batch: np.ndarray) -> list[np.ndarray]:
    """Run the model once and return its outputs; a model that raises is refused with its own words."""
    try:
        out = compiled(batch)
    except MemoryError:
        raise
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        raise Refused(f"the model raises when it is given images: {type(error).__name__}: {lines[0]}"[:400]) from error
    listed = list(out.values()) if isinstance(out, dict) else list(out) if isinstance(out, list | tuple) else [out]
    return [np.asarray(one) for one in listed]


def ten(outputs: list[np.ndarray]) -> np.ndarray:
    """Return the output that has ten values an image; where there is none, say what there is."""
    flat = [output.reshape(len(output), -1) if output.ndim > 1 else output.reshape(-1, 1) for output in outputs]
    fitting = [output for output in flat if output.shape[1] == CLASSES or (output.shape[1] == CLASSES + 1 and len(flat) == 1)]
    if len(fitting) > 1:
        raise Refused(f"the model has {len(fitting)} outputs of ten values; one output of ten scores is expected")
    if fitting:
        return fitting[0].astype(np.float32)
    words = " and ".join("×".join(map(str, output.shape[1:])) or "1" for output in outputs) or "none"
    raise Refused(f"the model gives {words} {'value' if words == '1' else 'values'} for an image; ten classes need ten")


def outputs_of(scores: np.ndarray) -> str:
    """Say what the scores look like: softmax, logits, or independent probabilities."""
    if not np.isfinite(scores).all():
        return "not finite"
    if scores.min() >= 0 and scores.max() <= 1:
        return "softmax" if np.abs(scores.sum(axis=1) - 1).max() < 1e-2 else "sigmoid"
    return "log-softmax" if scores.max() <= 0 and np.abs(np.exp(scores).sum(axis=1) - 1).max() < 1e-2 else "logits"
