"""A number of seconds that a run reports: whatever it says, a plain float comes out."""

from __future__ import annotations

from typing import Any

_LONGEST = 1e9


def plain_seconds(value: Any) -> float:
    """Return the value as seconds, 0 where it is no number from 0 to about thirty years."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LONGEST else 0.0
