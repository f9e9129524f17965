"""Questions to a run that stays open: they go in over a pipe of their own, the answers come back as the run's frames."""

from __future__ import annotations

import json
import os
import queue
import select
import struct
import threading
import time
from collections.abc import Mapping
from typing import Any

from grader.core.errors import SubmissionError

_HEADER = struct.Struct("=IQ")  # length of the JSON that asks, length of the body
_TICK = 0.1
CALLS, ANSWER = "calls", "answer"


class Conversation:
    """One conversation with one run: a Job carries it, one thread runs the job, another asks.

    What the run answers is the submission's word. It may answer only what was asked, with at most one body of `at_most`
    bytes an answer; anything else ends the run.
    """

    def __init__(self, at_most: int = 100_000_000) -> None:
        self.at_most = at_most
        self.reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)
        self._answers: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._body = b""
        self._expected = False
        self._ended = threading.Event()
        self._opened = threading.Event()
        self.asked = 0

    # The side that asks

    def wait(self, seconds: float) -> bool:
        """Wait until the run says that it listens; False where it ended before, or the time is over."""
        until = time.monotonic() + seconds
        while not self._opened.wait(_TICK):
            if self._ended.is_set() or time.monotonic() > until:
                return False
        return True

    def ask(self, question: Mapping[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Return what the run answers, as it reported it: facts and a body, both unread.

        Raises SubmissionError where the run ended, or did not answer within `seconds`.
        """
        self.asked += 1
        self._expected = True
        asked = json.dumps(dict(question)).encode()
        until = time.monotonic() + seconds
        self._send(_HEADER.pack(len(asked), len(body)) + asked, until)
        self._send(body, until)
        while True:
            try:
                answer = self._answers.get(timeout=_TICK)
            except queue.Empty:
                if self._ended.is_set():
                    raise SubmissionError("the run ended", "KERNEL_DIED") from None
                if time.monotonic() > until:
                    raise SubmissionError(f"no answer within {seconds:.0f} s", "TIMEOUT") from None
                continue
            if answer is None:
                raise SubmissionError("the run ended", "KERNEL_DIED")
            return answer

    def _send(self, data: bytes, until: float) -> None:
        view = memoryview(data)
        while view:
            _, ready, _ = select.select([], [self._writing], [], _TICK)
            if self._ended.is_set():
                raise SubmissionError("the run ended", "KERNEL_DIED")
            if time.monotonic() > until:
                raise SubmissionError("the run does not listen", "TIMEOUT")
            if ready:
                view = view[os.write(self._writing, view[:65536]) :]

    def finish(self) -> None:
        """Say that no further question comes; the run then reports and ends."""
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1

    # The side that hears the run

    def hear_event(self, event: Mapping[str, Any]) -> None:
        """Take an event of the run; those that are no answers are not for here."""
        if event.get("event") == "listening":
            self._opened.set()
        elif event.get("event") == "answered":
            if not self._expected:
                raise ValueError("an answer to no question")
            self._expected = False
            self._answers.put((dict(event), self._body))
            self._body = b""

    def hear_file(self, name: str, body: bytes) -> bool:
        """Take an answer's body; False for a file that is none. Raises ValueError for one that nobody asked for."""
        if name != ANSWER:
            return False
        if not self._expected or self._body or len(body) > self.at_most:
            raise ValueError("an answer to no question, or too large a one")
        self._body = body
        return True

    def end(self) -> None:
        """Hear that the run is over: whoever waits for an answer waits no more."""
        self._ended.set()
        self._answers.put(None)

    def close(self) -> None:
        """Close the pipe."""
        self.finish()
        if self.reading >= 0:
            os.close(self.reading)
            self.reading = -1
