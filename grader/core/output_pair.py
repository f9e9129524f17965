"""A number that a notebook's saved output states, and the one that the same cell states when it is run again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutputPair:
    """The accuracy called `name` in the output of the cell `cell` (from 0); `now` is None where the cell did not end well."""

    cell: int
    name: str
    saved: float
    now: float | None

    def agrees(self, tolerance: float) -> bool:
        """Say whether both are the same within `tolerance`; a number that was not made again does not agree."""
        return self.now is not None and abs(self.now - self.saved) <= tolerance + 1e-9  # 0.99 and 0.97 are 0.02 apart
