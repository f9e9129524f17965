"""The only network that the weights of dense layers can be, where nothing says which it was."""

from __future__ import annotations

from collections.abc import Sequence

import keras
from rung_failed import RungFailed
from stored_weights import Stored, put_weights

_ACTIVATIONS = ("relu", "sigmoid", "tanh")


def dense_chains(stored: Sequence[Stored]) -> dict[str, keras.Model]:
    """Return a network of dense layers with these weights for each usual activation; RungFailed where they are no chain."""
    widths, found = chain_widths(stored), {}
    for activation in _ACTIVATIONS:
        dense = [keras.layers.Dense(width, activation) for width in widths[:-1]]
        model = keras.Sequential([keras.Input((784,)), *dense, keras.layers.Dense(widths[-1], "softmax")])
        if why := put_weights(model, list(stored)):
            raise RungFailed(why)
        found[activation] = model
    return found


def chain_widths(stored: Sequence[Stored]) -> list[int]:
    """Return the widths of dense layers that lead from 784 pixels to ten scores; raise where the weights are anything else."""
    width, widths = 784, []
    for one in stored:
        if len(one.shapes[0]) != 2 or one.shapes != ((width, one.shapes[0][1]), (one.shapes[0][1],)):
            raise RungFailed("the weights are not those of dense layers one after another")
        width = one.shapes[0][1]
        widths.append(width)
    if width != 10 or not widths:
        raise RungFailed("the weights do not lead to ten scores")
    return widths
