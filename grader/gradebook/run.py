"""One run over the course."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """When a run began and ended (ISO 8601) and its exit status; None while it runs, and for good when it was killed."""

    id: int
    started_at: str
    finished_at: str | None
    exit_status: int | None
