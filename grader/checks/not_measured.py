"""What a check says of a number that older evidence, or a course that did not ask for it, does not hold."""

from __future__ import annotations

from grader.core.scores import Finding, State


def not_measured(what: str, remedy: str = "grade again with --again") -> Finding:
    """Return the finding of a number that nobody measured: no value, so nobody loses a point."""
    return Finding(None, f"{what} was not measured; nobody loses a point: {remedy}", State.NOT_READY)
