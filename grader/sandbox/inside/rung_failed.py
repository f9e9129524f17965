"""What one rung of the ladder of loaders raises; the next is tried."""

from __future__ import annotations


class RungFailed(Exception):  # noqa: N818 - one rung, not the end
    """A rung of the ladder did not lead to a model; the sentence says why."""


def sentence(error: BaseException | None) -> str:
    """Return an exception's first line with its type, short; of a failed rung just its words."""
    lines = str(error).strip().splitlines() or [""]
    return (lines[0] if isinstance(error, RungFailed) else f"{type(error).__name__}: {lines[0]}")[:300]
