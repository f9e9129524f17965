from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
Read = Callable[..., list[list[tuple[np.ndarray, ...]]]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Return a function that gives every reading of one layer's arrays: `read(*arrays, version='2.2.4', backend='')`."""
    monkeypatch.syspath_prepend(str(INSIDE))
    old, kept = importlib.import_module("old_weights"), importlib.import_module("stored_weights")

    def run(*arrays: np.ndarray, version: str = "2.2.4", backend: str = "tensorflow") -> Any:
        return [[one.arrays for one in way] for way in old.readings([kept.Stored("layer", arrays)], version, backend)]

    return run


def random(*shapes: tuple[int, ...]) -> list[np.ndarray]:
    dice = np.random.default_rng(1)
    return [dice.random(shape) for shape in shapes]


def same(ours: tuple[np.ndarray, ...], theirs: list[np.ndarray]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(ours, theirs, strict=True))


def test_what_keras_2_wrote_is_read_as_it_is(read: Read) -> None:
    arrays = random((6, 20), (5, 20), (20,))
    assert len(read(*arrays)) == 1
    assert same(read(*arrays)[0][0], arrays)


def test_the_gates_of_keras_1_are_joined(read: Read) -> None:
    lstm = random(*[(6, 5), (5, 5), (5,)] * 4)
    kernel, recurrent, bias = read(*lstm, version="1.2.2")[0][0]
    assert np.array_equal(kernel, np.hstack([lstm[0], lstm[6], lstm[3], lstm[9]]))
    assert np.array_equal(recurrent, np.hstack([lstm[1], lstm[7], lstm[4], lstm[10]]))
    assert np.array_equal(bias, np.hstack([lstm[2], lstm[8], lstm[5], lstm[11]]))
    gru = random(*[(6, 5), (5, 5), (5,)] * 3)
    assert np.array_equal(read(*gru, version="1.2.2")[0][0][0], np.hstack([gru[0], gru[3], gru[6]]))


@pytest.mark.parametrize("gates", [3, 4])
def test_cudnn_layers_compute_what_the_plain_ones_do(read: Read, gates: int) -> None:
    kernel, recurrent = random((6, 5 * gates), (5, 5 * gates))
    bias = random((2 * 5 * gates,))[0]
    plain = read(kernel, recurrent, bias)[0][0]
    x, h = random((6,), (5,))
    for gate in range(gates):
        part = slice(5 * gate, 5 * gate + 5)
        flat = np.ascontiguousarray(kernel[:, part]).reshape(5, 6)  # CuDNN keeps (units, inputs) in one row after another
        assert np.allclose(x @ plain[0][:, part], flat @ x)
        assert np.allclose(h @ plain[1][:, part], recurrent[:, part] @ h)
    both = bias.reshape(2, -1)
    assert np.allclose(plain[2], both if gates == 3 else both.sum(axis=0))


def test_theano_mirrored_its_kernels_and_nothing_else(read: Read) -> None:
    kernel, bias = random((3, 4, 2, 5), (5,))
    found = read(kernel, bias, backend="theano")
    assert len(found) == 1
    assert same(found[0][0], [kernel[::-1, ::-1], bias])


def test_kernels_of_keras_1_may_lie_in_four_ways(read: Read) -> None:
    kernel, bias = random((5, 2, 3, 4), (5,))
    turned = kernel.transpose(2, 3, 1, 0)
    shapes = [way[0][0].shape for way in read(kernel, bias, version="1.2.2", backend="")]
    assert shapes == [kernel.shape, turned.shape, kernel.shape, turned.shape]
    assert same(read(kernel, bias, version="1.2.2", backend="")[3][0], [turned[::-1, ::-1], bias])
