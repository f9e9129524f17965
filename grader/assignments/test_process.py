"""Run a teacher's test file against one student's notebook, in a process that lives on for the next."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.assignments.channel import Channel, Ended
from grader.assignments.kernel import Ask
from grader.core.errors import InputError, SubmissionError

_SILENCE = 60.0  # seconds that a test may compute between two questions, beyond the tests' own time


class TestProcess:
    """One worker: `run` takes a file and a way to ask the student's notebook, and returns plain data. One run at a time."""

    __test__ = False  # its name begins as a test's does

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def run(
        self, tests: Sequence[Path], ask: Ask, *, seed: int, call_seconds: float, seconds: float, reference: Ask | None = None
    ) -> dict[str, dict[str, Any]]:
        """Return how each test ended, by pytest's name for it. After `seconds` no further question is let through.

        `ask` asks the student's notebook, `reference` the teacher's, which runs behind a wall of its own.

        Raises:
            InputError: when the test file cannot be read, holds no test, or does not come to an end.
        """
        channel, until = self._started(), time.monotonic() + seconds
        try:
            channel.send({"tests": [str(path) for path in tests], "seed": seed, "call_seconds": call_seconds})
            while True:
                said, body = channel.receive(max(1.0, until - time.monotonic()) + _SILENCE)
                if "done" in said:
                    break
                _relay(channel, said, body, reference if said["reference"] else ask, until)
        except Ended as error:
            self.close()
            what = f"the tests did not come to an end: {error}"
            raise InputError(what, file=tests[0], hint="a test must not end the process, and not compute for minutes") from None
        if said["broken"]:
            raise InputError(f"the tests cannot be read:\n{said['broken'][0]['what']}", file=tests[0])
        if not said["tests"]:
            raise InputError("the file holds no test", file=tests[0], hint="a test is a function whose name begins with test_")
        found: dict[str, dict[str, Any]] = said["tests"]
        return found

    def _started(self) -> Channel:
        if self._channel is None or self._process is None or self._process.poll() is not None:
            self.close()
            theirs_in, ours_out = os.pipe()
            ours_in, theirs_out = os.pipe()
            command = [sys.executable, "-P", "-m", "grader.assignments.test_worker", str(theirs_in), str(theirs_out)]
            self._process = subprocess.Popen(
                command, pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
            )  # fmt: skip
            os.close(theirs_in)
            os.close(theirs_out)
            self._channel = Channel(ours_in, ours_out)
        return self._channel

    def close(self) -> None:
        """End the worker."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            self._process = None
        if self._channel is not None:
            os.close(self._channel.reading)
            os.close(self._channel.writing)
            self._channel = None


def _relay(channel: Channel, said: dict[str, Any], body: bytes, ask: Ask | None, until: float) -> None:
    """Ask the student's notebook what a test asks, and hand the answer back."""
    if time.monotonic() > until:
        channel.send({"refused": "the time for all tests together was over", "status": "TIMEOUT"})
        return
    if ask is None:
        channel.send({"refused": "there is no reference solution here", "status": "MISSING"})
        return
    try:
        answer, answered = ask(said["ask"], body, float(said["seconds"]))
    except SubmissionError as error:
        channel.send({"refused": str(error), "status": error.status})
        return
    channel.send({"answer": answer}, answered)
