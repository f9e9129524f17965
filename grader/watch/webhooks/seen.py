"""Which deliveries came already."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

_MOST = 20_000


@dataclass
class Seen:
    """Remembers the keys of deliveries, the newest 20,000 of them."""

    _keys: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def knows(self, keys: Sequence[str]) -> bool:
        """Say whether a delivery with one of these keys came before."""
        return any(key in self._keys for key in keys)

    def add(self, keys: Sequence[str]) -> None:
        """Remember a delivery."""
        for key in keys:
            self._keys[key] = None
        while len(self._keys) > _MOST:
            self._keys.popitem(last=False)
