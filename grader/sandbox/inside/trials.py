"""What a model answers to public digits under each input convention, asked no oftener than the decision needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

import numpy as np
from conventions import Convention

_UNASKED = -2
_AT_ONCE, _ELEMENTS = 200, 4_000_000  # digits; numbers that a batch of several conventions holds
_SIGNIFICANT = 2.0  # of McNemar's statistic's square root


class Trials:
    """The answers of `forward` (batch to scores (n, 10)) to `images` (n, 28, 28) with `labels` (n,), each asked for once."""

    def __init__(self, forward: Callable[[np.ndarray], np.ndarray], images: np.ndarray, labels: np.ndarray) -> None:
        self.forward, self.images, self.labels = forward, images, labels
        self._answers: dict[str, np.ndarray] = {}
        self._asked: dict[str, int] = {}  # so many digits from the first on

    def look(self, conventions: Sequence[Convention], digits: int) -> None:
        """Ask the first so many digits under several conventions, as many at one time as fit into a moderate batch."""
        digits = min(digits, len(self.labels))
        step = max(1, _ELEMENTS // max(1, digits * prod(conventions[0].layout.shape))) if conventions else 1
        for start in range(0, len(conventions), step):
            self._ask([(one, np.arange(digits)) for one in conventions[start : start + step]])
        for one in conventions:
            self._asked[one.name] = max(digits, self.count(one))

    def share(self, convention: Convention, digits: int) -> float:
        """Return the accuracy under a convention on the first so many digits."""
        digits = min(digits, len(self.labels))
        if not digits:
            return 0.0
        self.look([convention], digits)
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
        asked = [(name, self._answers[name][:count] == self.labels[:count]) for name, count in self._asked.items() if count]
        return [(name, round(float(right.mean()), 4)) for name, right in asked]

    def may_reach(self, convention: Convention, share: float, look: int, digits: int) -> bool:
        """Say, from a look at a few, whether the accuracy on the first so many digits can be `share` or more."""
        look, digits = min(look, len(self.labels)), min(digits, len(self.labels))
        self.share(convention, look)
        most = int(self.right(convention)[:look].sum()) + digits - look
        return most + 0.5 >= share * digits  # half a digit for what floating point rounds

    def clearly_better(self, one: Convention, other: Convention, by: float, fewer: float = 0.0) -> bool:
        """Say whether `one` is right more often than `other`, by more than `by` and than chance explains.

        It must gain more than the share `fewer` of the mistakes of `other` as well. `other` has been asked every digit. Where it
        was wrong, `one` can gain; where it was right, `one` can only lose: so those come second, a few at a time, for as long as
        `one` may still be better. The answer is that of asking everything.
        """
        right = self.right(other)
        least = max(by * len(right), fewer * int((~right).sum()))
        gained, lost = int(self._rightly(one, np.flatnonzero(~right)).sum()), 0
        kept = np.flatnonzero(right)
        for some in np.array_split(kept, -(-len(kept) // _AT_ONCE) or 1):
            if not _clear(gained, lost, least):
                return False
            lost += int((~self._rightly(one, some)).sum())
        return _clear(gained, lost, least)

    def _rightly(self, convention: Convention, places: np.ndarray) -> np.ndarray:
        """Return which of the digits at these places are answered rightly."""
        self._ask([(convention, places)])
        return np.asarray(self._answers[convention.name][places] == self.labels[places])

    def _ask(self, wanted: Sequence[tuple[Convention, np.ndarray]]) -> None:
        """Ask what has not been asked yet, all of it at once."""
        asked, batches = [], []
        for convention, places in wanted:
            answers = self._answers.setdefault(convention.name, np.full(len(self.labels), _UNASKED))
            new = places[answers[places] == _UNASKED]
            if len(new):
                asked.append((answers, new))
                batches.append(convention.apply(self.images[new]))
        if batches:
            scores = self.forward(np.concatenate(batches) if len(batches) > 1 else batches[0])
            finite = np.isfinite(scores).all(axis=1)
            classes = np.where(finite, np.where(finite[:, None], scores, 0).argmax(axis=1), -1)
            ends = np.cumsum([len(new) for _, new in asked])
            for (answers, new), part in zip(asked, np.split(classes, ends[:-1]), strict=True):
                answers[new] = part


def _clear(gained: int, lost: int, least: float) -> bool:
    return gained - lost > least and gained - lost > _SIGNIFICANT * (gained + lost) ** 0.5
