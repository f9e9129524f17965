"""Read the weights of Keras 1, of Theano and of CuDNN layers as today's layers keep them.

What Keras 2 did when it loaded such files (keras/engine/saving.py, preprocess_weights_for_loading): gates that lay apart are
joined, CuDNN's are laid out plainly, kernels turned from (outputs, inputs, rows, columns), and Theano's, which it applied
mirrored, are mirrored.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from stored_weights import Stored

_GATES = {
    12: ((0, 6, 3, 9), (1, 7, 4, 10), (2, 8, 5, 11)),  # LSTM: input, forget, cell, output of 12 arrays in Keras 1's order
    9: ((0, 3, 6), (1, 4, 7), (2, 5, 8)),  # GRU
}


def readings(stored: list[Stored], version: str, backend: str) -> list[list[Stored]]:
    """Return the ways to read a file's weights, the likeliest first: one, but for kernels of Keras 1.

    `version` is Keras's, `backend` what computed it ('tensorflow', 'theano', or '' as Keras 1 left it).
    """
    if not version.startswith(("0", "1")):
        plain = [Stored(one.name, _plain(one.arrays)) for one in stored]
        return [_each(plain, mirrored)] if backend == "theano" else [plain]
    joined = [Stored(one.name, _joined(one.arrays)) for one in stored]
    if not any(len(shape) == 4 for one in joined for shape in one.shapes):
        return [joined]
    turned = _each(joined, _turned)
    return [joined, turned, _each(joined, mirrored), _each(turned, mirrored)]


def mirrored(kernel: np.ndarray) -> np.ndarray:
    """Mirror a convolution's kernel, (…, inputs, outputs), along every direction in the image."""
    return np.flip(kernel, tuple(range(kernel.ndim - 2))) if kernel.ndim > 2 else kernel


def _turned(kernel: np.ndarray) -> np.ndarray:
    return kernel.transpose(2, 3, 1, 0) if kernel.ndim == 4 else kernel


def _joined(arrays: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    gates = _GATES.get(len(arrays), ((number,) for number in range(len(arrays))))
    return tuple(np.concatenate([arrays[number] for number in part], axis=-1) for part in gates)


def _plain(arrays: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """Return a CuDNN layer's weights as a plain LSTM or GRU keeps them; all others as they are."""
    if len(arrays) != 3 or arrays[2].ndim != 1 or arrays[0].ndim != 2 or arrays[1].ndim != 2:
        return arrays
    units, kernel, recurrent, bias = arrays[1].shape[0], *arrays
    gates = recurrent.shape[1] // units
    if gates not in {3, 4} or len(bias) != 2 * gates * units:
        return arrays
    parts = np.hsplit(kernel, gates)
    kernel = np.hstack([part.T.reshape(part.shape, order="F") for part in parts])
    recurrent = np.hstack([part.T for part in np.hsplit(recurrent, gates)])
    return kernel, recurrent, bias.reshape(2, -1) if gates == 3 else bias.reshape(2, -1).sum(axis=0)


def _each(stored: list[Stored], change: Callable[[np.ndarray], np.ndarray]) -> list[Stored]:
    return [Stored(one.name, tuple(change(array) for array in one.arrays)) for one in stored]
