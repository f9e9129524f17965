"""Tell training on stand-ins of a sealed test split from training on one's own copy of the digits they were taken from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_SIGMAS = 5  # by chance once in three million arrays
_ALIKE = 0.05  # share by which as many digits may stand twice as are stand-ins: digits of one key are counted together


@dataclass(frozen=True, eq=False)
class SealedDigits:
    """The keys of a sealed course's digits: those of its training split that stand there `once` or `twice`, and the stand-ins.

    The stand-ins are digits of the published training split, so that whoever brings a copy of that split brings them, too.
    But such a copy holds each digit once, whereas the sealed training split holds no stand-in, and others twice in their
    places: how many of those that stand once and twice are in an array tells how much of it is such a copy. Since the course
    drew them in secret, any part of a copy has the same shares of all three, up to chance, and only stand-ins that are more
    than a copy explains, by five standard deviations, count as given from the sealed test.
    """

    once: np.ndarray
    twice: np.ndarray
    test: np.ndarray

    @classmethod
    def of(cls, train: np.ndarray, test: np.ndarray) -> SealedDigits:
        """Sort the keys of the two splits that notebooks are offered."""
        digits, counts = np.unique(train, return_counts=True)
        return cls(digits[counts == 1], digits[counts > 1], np.setdiff1d(test, digits))

    def has_both(self, found: np.ndarray) -> bool:
        """Say whether stand-ins and digits of the training split are among the keys, so that it takes more of them to tell."""
        return bool(among(found, self.test).any() and (among(found, self.once) | among(found, self.twice)).any())

    def given(self, found: np.ndarray) -> int:
        """Return how many of the keys (n,) are stand-ins that came from the sealed test split."""
        once, twice, test = (among(found, one) for one in (self.once, self.twice, self.test))
        for_once, for_twice = self._weights()
        copied = max(0.0, for_once * int(once.sum()) + for_twice * int(twice.sum()))
        chance = _SIGMAS * self._deviation(found[once | twice | test])
        beyond = int(test.sum()) - copied
        if beyond <= chance:
            return 0
        return int(test.sum()) if copied <= chance else round(beyond)

    def _weights(self) -> tuple[float, float]:
        """Return how many stand-ins of a copy each digit that stands once, and each that stands twice, speaks for.

        Of a whole copy and of the sealed training split together, these weights leave the copy's stand-ins. Where too few
        digits stand once, or the data held digits twice before they were sealed, every digit speaks for a copy.
        """
        once, twice, test = len(self.once), len(self.twice), len(self.test)
        if once and twice and abs(twice - test) <= _ALIKE * test:
            return 2 * test / once, -test / twice
        return (test / max(1, once + twice),) * 2

    def _deviation(self, found: np.ndarray) -> float:
        """Return the standard deviation, in a part of a copy, of its stand-ins less those that the others speak for."""
        _, repeats = np.unique(found, return_counts=True)
        once, twice, test = len(self.once), len(self.twice), len(self.test)
        for_once, for_twice = self._weights()
        each = (test + for_once**2 * once + for_twice**2 * twice) / max(1, once + twice + test)
        return float(np.sqrt(each * (repeats.astype(float) ** 2).sum()))


def among(found: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return which of the keys are among those known, which are sorted."""
    if not len(known):
        return np.zeros(len(found), bool)
    at = np.searchsorted(known, found)
    return np.asarray(known[np.minimum(at, len(known) - 1)] == found)
