"""Each two of many models on the same digits, without ever holding a number for each two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.core.mcnemar import mcnemar_p_values

_AT_ONCE = 1024  # models, each compared with as many: a million pairs
_MOST_DIGITS_AT_ONCE = 1 << 23  # of all models of a block together: 32 MB as float32


@dataclass(frozen=True, eq=False)
class ModelPairs:
    """Which digits each model has right, eight in a byte (models, bytes), and how many (models,), of `samples` digits."""

    bits: NDArray[np.uint8]
    correct: NDArray[np.int64]
    samples: int

    @classmethod
    def of(cls, right: Iterable[NDArray[np.bool_]], samples: int) -> ModelPairs:
        """Make it from a row of `samples` truths for each model."""
        rows = [(np.packbits(row), int(row.sum())) for row in right]
        bits = np.array([row for row, _ in rows], np.uint8).reshape(len(rows), -(-samples // 8))
        return cls(bits, np.array([count for _, count in rows], np.int64), samples)

    def counted(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return how models differ in pairs, (kinds,) each: digits that only one has right, only the other, and how many pairs.

        The one is that with fewer. There are few kinds, as numbers of digits are small: tens of thousands for millions of pairs.
        """
        kinds, times = np.zeros(0, np.int64), np.zeros(0, np.int64)
        for fewer, more in self._differences():
            new, counts = np.unique(more * (self.samples + 1) + fewer, return_counts=True)
            kinds, place = np.unique(np.concatenate([kinds, new]), return_inverse=True)
            times = np.bincount(place, np.concatenate([times, counts]), len(kinds)).astype(np.int64)  # exact below 2⁵³
        more, fewer = np.divmod(kinds, self.samples + 1)
        return fewer, more, times

    def p_values(self, first: Sequence[int], second: Sequence[int]) -> NDArray[np.float64]:
        """Return McNemar's p-value of each of the `first` against each of the `second`, (first, second)."""
        one, other = (np.asarray(places, dtype=np.int64) for places in (first, second))
        numbers = self._numbers(one)
        pieces = [self._both(numbers, some) for some in self._blocks(other)]
        both = np.concatenate([np.zeros((len(one), 0), np.int64), *pieces], axis=1)
        only_first, only_second = self.correct[one][:, None] - both, self.correct[other][None, :] - both
        return mcnemar_p_values(only_first.ravel(), only_second.ravel()).reshape(both.shape)

    def _differences(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Yield the two counts of each pair, the smaller first, block by block."""
        blocks = self._blocks(np.arange(len(self.bits)))
        for place, one in enumerate(blocks):
            for other in blocks[place:]:
                both = self._both(self._numbers(one), other)
                alone = self.correct[one][:, None] - both, self.correct[other][None, :] - both
                fewer, more = np.minimum(*alone), np.maximum(*alone)
                own = np.triu_indices(len(one), 1) if one is other else (slice(None), slice(None))
                yield fewer[own].ravel(), more[own].ravel()

    def _blocks(self, models: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        wide = max(1, min(_AT_ONCE, _MOST_DIGITS_AT_ONCE // max(self.samples, 1)))
        return [models[start : start + wide] for start in range(0, len(models), wide)]

    def _both(self, one: NDArray[np.float32], other: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many digits both have right, (one, other)."""
        product = one @ self._numbers(other).T
        return product.astype(np.int64)

    def _numbers(self, models: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return 0 and 1, (models, samples): sums of them are exact up to 16 million, and multiplied fastest so."""
        return np.unpackbits(self.bits[models], axis=1, count=self.samples).astype(np.float32)
