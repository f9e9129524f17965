"""Everything that a 28×28 digit can be turned into before a model sees it: shapes times scales."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

SIDE = 28
_SMALLEST, _LARGEST = 8, 256
_MEAN, _STD = 0.1307, 0.3081  # of MNIST's training digits, as torchvision's examples state them
TRANSPOSED = "transposed, "


@dataclass(frozen=True)
class Pixels:
    """Mean and standard deviation of each pixel of public training digits, (28, 28) each, for 0 to 255."""

    mean: np.ndarray
    std: np.ndarray

    @classmethod
    def of(cls, images: np.ndarray) -> Pixels:
        """Return those of digits (n, 28, 28)."""
        deviation = images.std(axis=0, dtype=np.float64)
        return cls(images.mean(axis=0, dtype=np.float64), np.where(deviation == 0, 1.0, deviation))


def _unit(digits: np.ndarray, axis: int | tuple[int, int]) -> np.ndarray:
    length = np.sqrt((digits.astype(np.float64) ** 2).sum(axis=axis, keepdims=True))
    unit: np.ndarray = (digits / np.where(length == 0, 1, length)).astype(np.float32)
    return unit


def _by_image(digits: np.ndarray) -> np.ndarray:
    mean = digits.mean(axis=(1, 2), keepdims=True)
    deviation = digits.std(axis=(1, 2), keepdims=True)
    image: np.ndarray = ((digits - mean) / np.where(deviation == 0, 1, deviation)).astype(np.float32)
    return image


_Scale = Callable[[np.ndarray], np.ndarray]
SCALES: Mapping[str, _Scale] = MappingProxyType(
    {
        "0 to 1": lambda x: x / np.float32(255),
        "0 to 255": lambda x: x,
        "-1 to 1": lambda x: x / np.float32(127.5) - np.float32(1),
        "-0.5 to 0.5": lambda x: x / np.float32(255) - np.float32(0.5),
        "standardised": lambda x: (x / np.float32(255) - np.float32(_MEAN)) / np.float32(_STD),
        "standardised by image": _by_image,
        "L2 rows": lambda x: _unit(x, 2),
        "L2 columns": lambda x: _unit(x, 1),
        "L2 image": lambda x: _unit(x, (1, 2)),
        "inverted 0 to 1": lambda x: np.float32(1) - x / np.float32(255),
        "inverted 0 to 255": lambda x: np.float32(255) - x,
        "binary": lambda x: (x > 127).astype(np.float32),
        "binary above 0": lambda x: (x > 0).astype(np.float32),
        "0 to 16": lambda x: x * np.float32(16 / 255),
    }
)
BY_PIXEL = "standardised by pixel"


@dataclass(frozen=True)
class Convention:
    """One way to feed a model: its `name`, the `scale` in it, and what turns digits into a batch."""

    name: str
    scale: str
    layout: Layout
    transposed: bool
    pixels: Pixels

    def apply(self, images: np.ndarray) -> np.ndarray:
        """Return the batch float32 (n, *shape) of digits uint8 (n, 28, 28)."""
        digits = images.astype(np.float32)
        if self.transposed:
            digits = digits.transpose(0, 2, 1)
        if self.scale == BY_PIXEL:
            mean, std = self.pixels.mean, self.pixels.std
            if self.transposed:
                mean, std = mean.T, std.T
            return self.layout.channels(self.layout.resized(((digits - mean) / std).astype(np.float32)))
        return self.layout.channels(np.ascontiguousarray(SCALES[self.scale](self.layout.resized(digits))))


@dataclass(frozen=True)
class Layout:
    """How a square image becomes an input: the side it is brought to, how, and the shape without the batch."""

    side: int
    padded: bool
    shape: tuple[int, ...]

    @property
    def words(self) -> str:
        """The shape for people, with what was done to get there."""
        text = "×".join(map(str, self.shape))
        if self.side == SIDE:
            return text
        return f"{text} ({'padded' if self.padded else 'resized'} from 28×28)"

    def resized(self, digits: np.ndarray) -> np.ndarray:
        """Bring digits (n, 28, 28) to (n, side, side)."""
        if self.side == SIDE:
            return digits
        if self.padded:
            before = (self.side - SIDE) // 2
            after = self.side - SIDE - before
            return np.pad(digits, ((0, 0), (before, after), (before, after)))
        weights = _weights(self.side)
        resized: np.ndarray = np.einsum("ij,njk,lk->nil", weights, digits, weights, optimize=True).astype(np.float32)
        return resized

    def channels(self, digits: np.ndarray) -> np.ndarray:
        """Give digits (n, side, side) the input's shape; three channels hold the same image."""
        count = int(np.prod(self.shape)) // (self.side * self.side)
        if count == 1:
            return digits.reshape(-1, *self.shape)
        axis = 1 if len(self.shape) == 3 and self.shape[0] == count else 3
        return np.repeat(np.expand_dims(digits, axis), count, axis=axis).reshape(-1, *self.shape)


def layouts(shape: tuple[int | None, ...]) -> list[Layout]:
    """Return the ways to bring a digit to a model's input shape (without the batch), the most usual first; [] for none."""
    plain = without_none(shape)
    side = _side(plain)
    if side is None or not _SMALLEST <= side <= _LARGEST:
        return []
    ways = [True, False] if SIDE < side <= SIDE + 8 else [False]
    return [Layout(side, padded, plain) for padded in (ways if side != SIDE else [False])]


def candidates(shape: tuple[int | None, ...], pixels: Pixels) -> list[Convention]:
    """Return every convention for a model's input shape without the batch, those most often met first; [] for no way."""
    ways = layouts(shape)
    names = [*list(SCALES)[:5], BY_PIXEL, *list(SCALES)[5:]]
    return [
        Convention(f"{way.words}, {TRANSPOSED if flip else ''}pixels {name}", name, way, flip, pixels)
        for flip in (False, True)
        for way in ways
        for name in names
        if name != "0 to 16" or way.side < SIDE
    ]


def without_none(shape: tuple[int | None, ...]) -> tuple[int, ...]:
    """Fill open sizes as a digit would: 28 for height and width, 1 for the channel."""
    last_is_channel = len(shape) == 3 and shape[0] not in {1, 3}
    return tuple(
        (1 if last_is_channel and place == 2 else SIDE if len(shape) > 1 else SIDE * SIDE) if size is None else size
        for place, size in enumerate(shape)
    )


def _side(shape: tuple[int, ...]) -> int | None:
    """Return the side of the square image that an input of this shape holds, None where it holds none."""
    if len(shape) == 3 and shape[0] == shape[1] and shape[2] in {1, 3}:
        return shape[0]
    if len(shape) == 3 and shape[1] == shape[2] and shape[0] in {1, 3}:
        return shape[1]
    if len(shape) == 2 and shape[0] == shape[1]:
        return shape[0]
    if len(shape) == 1 or (len(shape) == 2 and 1 in shape) or (len(shape) == 3 and sorted(shape)[:2] == [1, 1]):
        count = max(shape)
        root = round(count**0.5)
        return root if root * root == count else None
    return None


def _weights(side: int) -> np.ndarray:
    """Return (side, 28): each new pixel's shares of the old ones, by area when it gets smaller, bilinear when larger."""
    weights = np.zeros((side, SIDE))
    scale = SIDE / side
    for new in range(side):
        if scale >= 1:
            low, high = new * scale, (new + 1) * scale
            for old in range(int(low), min(SIDE, int(np.ceil(high)))):
                weights[new, old] = max(0.0, min(high, old + 1) - max(low, old)) / scale
        else:
            centre = min(max((new + 0.5) * scale - 0.5, 0.0), SIDE - 1.0)
            low_pixel = min(int(centre), SIDE - 2)
            weights[new, low_pixel], weights[new, low_pixel + 1] = 1 - (centre - low_pixel), centre - low_pixel
    return weights
