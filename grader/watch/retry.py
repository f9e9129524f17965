"""How long to wait after a failure of this machine before the next try."""

from __future__ import annotations

from dataclasses import dataclass, field

_FIRST, _LAST = 15.0, 1800.0


@dataclass
class Retry:
    """Waits that double with each failure in a row, from 15 s to half an hour, for each name of its own."""

    _failures: dict[str, int] = field(default_factory=dict)

    def failed(self, name: str) -> float:
        """Count a failure and return how many seconds to wait."""
        count = self._failures.get(name, 0)
        self._failures[name] = count + 1
        return min(_LAST, _FIRST * 2.0 ** min(count, 16))

    def worked(self, name: str) -> None:
        """Forget the failures: it works again."""
        self._failures.pop(name, None)
