"""Which groups have pushed something that is not graded yet, and which of them is next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

_LONG = 600.0


@dataclass
class _Entry:
    since: float
    newest: float


@dataclass
class Waiting:
    """Groups in line. Times are seconds of one clock that never goes back.

    A group is ready once nothing came from it for `settle` seconds, so that a burst of pushes is graded once, at its end; but
    it waits `at_most` seconds for that. The newest push comes first, until somebody has waited for ten minutes.
    """

    settle: float = 3.0
    at_most: float = 60.0
    _entries: dict[str, _Entry] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._entries)

    def note(self, group: str, now: float) -> None:
        """Say that something new came from the group now, or will be worth a try at a later time `now`."""
        known = self._entries.get(group)
        if known is None:
            self._entries[group] = _Entry(now, now)
        else:
            known.since, known.newest = min(known.since, now), max(known.newest, now)

    def take(self, now: float, busy: Collection[str]) -> str | None:
        """Return the group to grade next and take it out of the line; None while none is ready. `busy` ones wait on."""
        ready = [name for name in self._entries if name not in busy and self._is_ready(name, now)]
        if not ready:
            return None
        chosen = min(ready, key=lambda name: self._order(name, now))
        del self._entries[chosen]
        return chosen

    def keep(self, groups: Collection[str]) -> None:
        """Forget everyone else: who left the roster."""
        self._entries = {name: entry for name, entry in self._entries.items() if name in groups}

    def _is_ready(self, name: str, now: float) -> bool:
        entry = self._entries[name]
        return now >= entry.newest + self.settle or now >= entry.since + self.at_most

    def _order(self, name: str, now: float) -> tuple[bool, float]:
        entry = self._entries[name]
        long = now - entry.since > _LONG
        return (not long, entry.since if long else -entry.newest)
