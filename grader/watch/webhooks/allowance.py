"""How often something may happen."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

_NAMES = 4096


@dataclass
class Allowance:
    """At most `times` in any `seconds` for each name. Of very many names the one longest unheard of is forgotten."""

    times: int
    seconds: float
    _moments: OrderedDict[str, list[float]] = field(default_factory=OrderedDict)

    def left(self, name: str, now: float) -> bool:
        """Say whether it may happen once more now."""
        return len(self._recent(name, now)) < self.times

    def use(self, name: str, now: float) -> None:
        """Say that it happened now."""
        self._moments[name] = [*self._recent(name, now), now][-self.times :]
        self._moments.move_to_end(name)
        while len(self._moments) > _NAMES:
            self._moments.popitem(last=False)

    def _recent(self, name: str, now: float) -> list[float]:
        return [moment for moment in self._moments.get(name, []) if moment > now - self.seconds]
