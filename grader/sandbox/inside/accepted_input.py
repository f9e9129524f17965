"""Whether a model answers an image at all, and what it takes in."""

from __future__ import annotations

from typing import Any

import numpy as np
from conventions import without_none
from refused import Refused
from rung_failed import RungFailed, sentence

SHAPES = ((28, 28, 1), (28, 28), (784,))


def accepted_input(model: Any) -> tuple[tuple[int | None, ...], int | None]:
    """Return the input shape without the batch, and the batch size where it is fixed.

    A model that does not know its input yet gets the shapes of a digit in turn. Raises RungFailed where none is answered,
    and Refused where the model has several inputs.
    """
    error: Exception | None = None
    for shape in _shapes(model):
        blank = np.zeros((shape[0] or 1, *without_none(shape[1:])), np.float32)
        try:
            model(blank, training=False)
        except MemoryError:
            raise
        except Exception as raised:  # noqa: BLE001 - a layer raises what it likes
            error = raised
        else:
            return shape[1:], shape[0]
    raise RungFailed(f"it fails on an image: {sentence(error)}" if error else "it takes no input")


def _shapes(model: Any) -> list[tuple[int | None, ...]]:
    """Return the input shapes to try, with the batch."""
    shape = getattr(model, "input_shape", None) if model.built else None
    if isinstance(shape, list | tuple) and len(shape) == 1 and isinstance(shape[0], list | tuple):
        shape = shape[0]
    if isinstance(shape, dict) or (isinstance(shape, list | tuple) and any(isinstance(part, list | tuple) for part in shape)):
        raise Refused("the model has several inputs; one image must go in, ten scores come out")
    return [tuple(shape)] if shape is not None else [(None, *one) for one in SHAPES]
