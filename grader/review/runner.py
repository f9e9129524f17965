"""A command of grader that runs beside the page, with what it says."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.core.errors import InputError
from grader.core.show import show

_MOST_LINES = 5000
_LONGEST = 500


@dataclass(frozen=True)
class Line:
    """One line of the log: its number, counted from 1 over all runs, and its text, fit to show."""

    number: int
    text: str


class Runner:
    """At most one child process at a time; it outlives no review page. Safe from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said = threading.Condition()
        self._lines: deque[Line] = deque(maxlen=_MOST_LINES)
        self._count = 0
        self._child: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._stopping = False
        self.what = ""

    @property
    def running(self) -> bool:
        """Say whether a command is running."""
        with self._said:
            return self._child is not None

    def start(self, what: str, arguments: Sequence[str]) -> None:
        """Start `grader` with these arguments on the course folder; raise InputError while another command is running."""
        command = [sys.executable, "-m", "grader", *arguments, "-C", str(self._folder)]
        with self._said:
            if self._child is not None:
                raise InputError(f"{self.what} is still running", hint="stop it, or wait until it has ended")
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                errors="replace", start_new_session=True, env=os.environ | {"COLUMNS": "120", "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
            self.what, self._stopping = what, False
            self._add(f"— {what}")
            self._reader = threading.Thread(target=self._read, args=(self._child, self._child.stdout), daemon=True)
            self._reader.start()

    def stop(self) -> None:
        """Interrupt the command as Ctrl-C does, so that it keeps what it has; asked once more, end it at once."""
        with self._said:
            if self._child is not None:
                self._signal(signal.SIGKILL if self._stopping else signal.SIGINT)
                self._stopping = True

    def close(self, seconds: float = 20.0) -> None:
        """End the command and wait for it."""
        self.stop()
        reader = self._reader
        if reader is not None:
            reader.join(seconds)
            if reader.is_alive():
                self.stop()
                reader.join()

    def lines(self, after: int = 0) -> tuple[Line, ...]:
        """Return what was said since the line of that number, as far as it is kept."""
        with self._said:
            return tuple(line for line in self._lines if line.number > after)

    def wait(self, after: int, seconds: float) -> tuple[Line, ...]:
        """Return as `lines` does, as soon as there is one, or after so many seconds."""
        with self._said:
            self._said.wait_for(lambda: self._count > after, seconds)
        return self.lines(after)

    def _signal(self, number: signal.Signals) -> None:
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):  # it has just ended
                os.killpg(self._child.pid, number)

    def _read(self, child: subprocess.Popen[str], out: IO[str] | None) -> None:
        for text in _texts(out):
            with self._said:
                self._add(text)
        status = child.wait()
        with self._said:
            self._child = None
            self._add(f"— {self.what}: {_ended(status, stopping=self._stopping)}")

    def _add(self, text: str) -> None:
        self._count += 1
        self._lines.append(Line(self._count, show(text, _LONGEST)))
        self._said.notify_all()


def _texts(out: IO[str] | None) -> Iterator[str]:
    if out is not None:
        with out:
            while line := out.readline(10_000):
                yield line.rstrip("\n")


def _ended(status: int, *, stopping: bool) -> str:
    if status and (stopping or status in {130, -signal.SIGINT, -signal.SIGKILL}):
        return "stopped"  # a Python that is interrupted while it still starts up ends with 1
    words = {0: "done", 1: "done, some groups need you", 2: "a file of the course is wrong", 3: "this machine failed for some"}
    return words.get(status, f"ended with {status}")
