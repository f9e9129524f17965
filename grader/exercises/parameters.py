"""How many parameters a layer has, and how large its output is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def dense_parameters(sizes: Sequence[int], *, bias: bool = True) -> int:
    """Return the parameters of a fully connected network with these layer sizes, the input first."""
    return sum(before * after + (after if bias else 0) for before, after in pairwise(sizes))


def conv_parameters(channels_in: int, channels_out: int, kernel: tuple[int, int], *, bias: bool = True) -> int:
    """Return the parameters of a convolution layer."""
    return channels_out * (channels_in * kernel[0] * kernel[1] + bias)


def conv_size(size: int, kernel: int, *, padding: int = 0, stride: int = 1) -> int:
    """Return how many places a kernel has along a side of `size` pixels with `padding` zeros at both ends."""
    return (size + 2 * padding - kernel) // stride + 1
