"""How long a run may still take, phase by phase."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from grader.core.evidence import RunStatus

GRACE = 5.0  # a driver that keeps its own clock reports within this; then the outer clock ends it


class RunClock:
    """The outer clock of one run: `seconds` for its cells, and `more` for what it is asked after the last of them.

    What is laid ready before the first cell is not the run's time: the clock begins anew with the event `cells`, and with
    `asking`, each of them once. A program without cells has `seconds` in all.
    """

    def __init__(self, seconds: float, more: float = 0.0) -> None:
        self._phases = {"cells": seconds, "asking": more}
        self._began, self.allowed = time.monotonic(), seconds
        self._of_cells: float | None = None

    def hear(self, event: Mapping[str, Any]) -> None:
        """Listen to what the run tells: it may have come to its next phase."""
        seconds = self._phases.pop(str(event.get("event")), 0.0)
        if seconds:
            now = time.monotonic()
            if event["event"] == "asking":
                self._of_cells = now - self._began
            self._began, self.allowed = now, seconds

    @property
    def left(self) -> float:
        """The seconds until the run is ended, at most 0 when it has overstayed."""
        return self._began + self.allowed + GRACE - time.monotonic()

    @property
    def spent(self) -> float:
        """The seconds that the cells have taken so far, or the program where it has none."""
        return time.monotonic() - self._began if self._of_cells is None else self._of_cells

    def too_late(self) -> tuple[RunStatus, str]:
        """Return how a run ends that has overstayed."""
        return RunStatus.TIMEOUT, f"it was still running after {self.allowed:.0f} s"
