"""Sandboxes that stay warm from one push to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.core.environment import BuiltEnvironment
from grader.sandbox.job import Job, Outcome, Sandbox

Start = Callable[[Path, BuiltEnvironment | None], Sandbox]


class WarmSandboxes:
    """Hands out one sandbox for each set of data and packages, and the same one again the next time.

    `start` makes a started sandbox. Who was handed one may close it: it stays until `close` of this.
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self._warm: dict[tuple[Path, str], Sandbox] = {}

    def get(self, data: Path, environment: BuiltEnvironment | None = None) -> Sandbox:
        """Return the sandbox for that training data and environment."""
        key = (data, environment.fingerprint if environment else "")
        if key not in self._warm:
            self._warm[key] = self._start(data, environment)
        return _Lent(self._warm[key])

    def close(self) -> None:
        """End all of them, and everything that runs in them."""
        for sandbox in self._warm.values():
            sandbox.close()
        self._warm = {}


class _Lent:
    """A sandbox that does not end when one of its users has done."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self.name = sandbox, sandbox.name

    def start(self) -> None:
        self._sandbox.start()

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        return self._sandbox.run(job, on_event)

    def close(self) -> None:
        """Stay warm."""
