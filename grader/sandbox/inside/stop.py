"""Why a run ends before its last cell."""

from __future__ import annotations


class Stop(Exception):  # noqa: N818 - not an error: the run's own decision to end
    """The run must end now, with this status."""

    def __init__(self, status: str, message: str) -> None:
        self.status = status
        super().__init__(message)
