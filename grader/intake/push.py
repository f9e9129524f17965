"""A push, as the Git server recorded it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Push:
    """At `time` (seconds since 1970, by the server's clock) the server had the commits `heads` and all that lead to them."""

    time: int
    heads: tuple[str, ...]
