"""When each repository is asked again whether something new is there."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field

_JITTER = 0.1


@dataclass
class _Repository:
    due: float
    failures: int = 0
    asked: bool = False
    again: bool = False  # somebody said that there is news while it was being asked


@dataclass
class Polls:
    """Every repository's turn, about each `every` seconds; one that cannot be reached waits twice as long each time.

    Turns are spread at random, so that a server of many repositories is not asked for all of them at once. Times are seconds
    of one clock that never goes back; `at_most` is the longest wait.
    """

    every: float
    chance: random.Random
    at_most: float = 3600.0
    _repositories: dict[str, _Repository] = field(default_factory=dict)

    def keep(self, groups: Collection[str], now: float) -> None:
        """Ask for these groups and no others; those that are new at once."""
        self._repositories = {name: self._repositories.get(name) or _Repository(now) for name in groups}

    def ask(self, group: str, now: float) -> None:
        """Ask for this group now, whenever its turn would have been."""
        found = self._repositories.get(group)
        if found is not None:
            found.due, found.again = now, found.asked

    def due(self, now: float) -> list[str]:
        """Return whose turn it is; none comes twice before `heard` was called for it."""
        turn = [name for name, one in self._repositories.items() if not one.asked and one.due <= now]
        for name in turn:
            self._repositories[name].asked = True
        return turn

    def heard(self, group: str, now: float, *, reached: bool) -> None:
        """Say that the answer came, and whether the repository was `reached`."""
        found = self._repositories.get(group)
        if found is None:
            return
        found.failures = 0 if reached else found.failures + 1
        wait = min(self.at_most, self.every * 2 ** min(found.failures, 16))
        found.due = now if found.again else now + wait * self.chance.uniform(1 - _JITTER, 1 + _JITTER)
        found.asked = found.again = False

    @property
    def quiet(self) -> bool:
        """Whether no answer is waited for, and nobody's first or extra turn is open."""
        return not any(one.asked or one.again for one in self._repositories.values())
