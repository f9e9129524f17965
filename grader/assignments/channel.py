"""Messages between the grader and its test worker: a JSON object and a body, over two pipes."""

from __future__ import annotations

import json
import os
import select
import struct
import time
from collections.abc import Mapping
from typing import Any

_HEADER = struct.Struct("=IQ")


class Ended(Exception):  # noqa: N818 - said as what happened
    """The other end is gone, or silent for too long."""


class Channel:
    """One end: `reading` and `writing` are descriptors of pipes. Both ends are the grader's own and trust each other."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing

    def send(self, message: Mapping[str, Any], body: bytes = b"") -> None:
        """Send one message whole; Ended where nobody reads."""
        head = json.dumps(dict(message)).encode()
        view = memoryview(_HEADER.pack(len(head), len(body)) + head + body)
        try:
            while view:
                view = view[os.write(self.writing, view) :]
        except BrokenPipeError as error:
            raise Ended("the other end is gone") from error

    def receive(self, seconds: float | None = None) -> tuple[dict[str, Any], bytes]:
        """Return the next message; Ended where the other end is gone, or says nothing for `seconds`."""
        until = None if seconds is None else time.monotonic() + seconds
        head_length, body_length = _HEADER.unpack(self._exactly(_HEADER.size, until))
        message: dict[str, Any] = json.loads(self._exactly(head_length, until))
        return message, self._exactly(body_length, until)

    def _exactly(self, count: int, until: float | None) -> bytes:
        parts: list[bytes] = []
        while count:
            if until is not None and not select.select([self.reading], [], [], max(0.0, until - time.monotonic()))[0]:
                raise Ended("it is silent")
            part = os.read(self.reading, min(count, 1 << 20))
            if not part:
                raise Ended("the other end is gone")
            parts.append(part)
            count -= len(part)
        return b"".join(parts)
