"""Turn a loaded model into one function from a batch to ten scores an image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from conventions import without_none
from refused import Refused

CLASSES = 10
_ELEMENTS = 2_000_000  # in a batch: half a thousand digits of 28×28, a dozen images of 224×224×3
_BATCH = 500


def as_function(model: Any, shape: tuple[int | None, ...], fixed: int | None) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function from a batch float32 (n, *shape) to scores (n, 10), compiled once for any n.

    A model of a `fixed` batch size is fed in that size. The function raises Refused where the model raises, or answers with
    anything but ten values an image.
    """
    plain = without_none(shape)
    most = fixed or max(1, min(_BATCH, _ELEMENTS // max(1, int(np.prod(plain)))))
    compiled = tf.function(
        lambda images: model(images, training=False), input_signature=[tf.TensorSpec((fixed, *plain), tf.float32)]
    )

    def forward(batch: np.ndarray) -> np.ndarray:
        parts = []
        for start in range(0, len(batch), most):
            part = batch[start : start + most]
            padded = np.concatenate([part, np.repeat(part[:1], most - len(part), axis=0)]) if fixed else part
            parts.append(ten(call(compiled, padded))[: len(part)])
        return np.concatenate(parts) if parts else np.zeros((0, CLASSES), np.float32)

    return forward


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
