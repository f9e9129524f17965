"""What a model answers to public digits under each input convention, asked no oftener than the decision needs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from conventions import Convention

_UNASKED = -2
_AT_ONCE = 200
_SIGNIFICANT = 2.0  # of McNemar's statistic's square root


class Trials:
    """The answers of `forward` (batch to scores (n, 10)) to `images` (n, 28, 28) with `labels` (n,), each asked for once."""

    def __init__(self, forward: Callable[[np.ndarray], np.ndarray], images: np.ndarray, labels: np.ndarray) -> None:
        self.forward, self.images, self.labels = forward, images, labels
        self._answers: dict[str, np.ndarray] = {}
        self._asked: dict[str, int] = {}  # so many digits from the first on

    def share(self, convention: Convention, digits: int) -> float:
        """Return the accuracy under a convention on the first so many digits."""
        digits = min(digits, len(self.labels))
        if not digits:
            return 0.0
        self._ask(convention, np.arange(digits))
        self._asked[convention.name] = max(digits, self.count(convention))
        return float(self.right(convention)[:digits].mean())

    def count(self, convention: Convention) -> int:
        """Return how many digits, from the first on, were asked under a convention."""
        return self._asked.get(convention.name, 0)

    def classes(self, convention: Convention) -> np.ndarray:
        """Return the answers to those digits, -1 where there was none."""
        return self._answers[convention.name][: self.count(convention)]

    def right(self, convention: Convention) -> np.ndarray:
        """Return which of those digits were answered rightly."""
        return np.asarray(self.classes(convention) == self.labels[: self.count(convention)])

    def tried(self) -> list[tuple[str, float]]:
        """Return every convention's name and accuracy, in the order in which they were asked first."""
        labels = self.labels
        return [
            (name, round(float((self._answers[name][:count] == labels[:count]).mean()), 4)) for name, count in self._asked.items()
        ]

    def may_reach(self, convention: Convention, share: float, look: int, digits: int) -> bool:
        """Say, from a look at a few, whether the accuracy on the first so many digits can be `share` or more."""
        look, digits = min(look, len(self.labels)), min(digits, len(self.labels))
        self.share(convention, look)
        most = int(self.right(convention)[:look].sum()) + digits - look
        return most + 0.5 >= share * digits  # half a digit for what floating point rounds

    def clearly_better(self, one: Convention, other: Convention, by: float) -> bool:
        """Say whether `one` is right more often than `other`, by more than `by` and than chance explains.

        `other` has been asked every digit. Where it was wrong, `one` can gain; where it was right, `one` can only lose: so those
        come second, a few at a time, for as long as `one` may still be better. The answer is that of asking everything.
        """
        right = self.right(other)
        gained, lost = int(self._rightly(one, np.flatnonzero(~right)).sum()), 0
        kept = np.flatnonzero(right)
        for some in np.array_split(kept, -(-len(kept) // _AT_ONCE) or 1):
            if not _clear(gained, lost, len(right), by):
                return False
            lost += int((~self._rightly(one, some)).sum())
        return _clear(gained, lost, len(right), by)

    def _rightly(self, convention: Convention, places: np.ndarray) -> np.ndarray:
        """Return which of the digits at these places are answered rightly."""
        self._ask(convention, places)
        return np.asarray(self._answers[convention.name][places] == self.labels[places])

    def _ask(self, convention: Convention, places: np.ndarray) -> None:
        answers = self._answers.setdefault(convention.name, np.full(len(self.labels), _UNASKED))
        new = places[answers[places] == _UNASKED]
        if len(new):
            scores = self.forward(convention.apply(self.images[new]))
            finite = np.isfinite(scores).all(axis=1)
            answers[new] = np.where(finite, np.where(finite[:, None], scores, 0).argmax(axis=1), -1)


def _clear(gained: int, lost: int, count: int, by: float) -> bool:
    return (gained - lost) / max(count, 1) > by and gained - lost > _SIGNIFICANT * (gained + lost) ** 0.5
