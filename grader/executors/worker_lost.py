"""A piece of work that takes its workers with it."""

from __future__ import annotations

from grader.core.errors import GraderError


class WorkerLost(GraderError):  # noqa: N818 - it is what happened
    """Every worker that began this piece of work died of it; no other one is tried."""
