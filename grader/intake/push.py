"""A push, as the Git server recorded it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Push:
    """At `time` (seconds since 1970, by the server's clock) the server had the commits `heads` and all that lead to them.

    `before` is where the branch ended until then, '' where the push made it: that, and what led to it, had come earlier.
    """

    time: int
    heads: tuple[str, ...]
    before: str = ""
