"""What a check may know besides what was measured of the one submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Context:
    """The group's `members` in the roster, and the accuracy of each reference model on the same held-out digits, by name."""

    members: int
    references: Mapping[str, float] = field(default_factory=dict)
