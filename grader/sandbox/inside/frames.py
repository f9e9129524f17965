"""How a run speaks to the outside: frames on one pipe, each `kind` (1 byte), name length, body length, name, body.

Kinds: E an event (JSON), F a file, D the final document (JSON). The reader outside bounds every length.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any

_HEADER = struct.Struct("=cHQ")


class Frames:
    """The writing end. Only the run's first process holds it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def event(self, **facts: Any) -> None:
        """Tell the outside something now, so that it is known even if this run is killed later."""
        self._send(b"E", "", json.dumps(facts).encode())

    def file(self, name: str, body: bytes) -> None:
        """Hand out a file's bytes."""
        self._send(b"F", name, body)

    def document(self, document: dict[str, Any]) -> None:
        """Hand out the result; nothing after it is read."""
        self._send(b"D", "", json.dumps(document).encode())

    def _send(self, kind: bytes, name: str, body: bytes) -> None:
        encoded = name.encode("utf-8", "replace")
        view = memoryview(_HEADER.pack(kind, len(encoded), len(body)) + encoded + body)
        while view:
            view = view[os.write(self._descriptor, view) :]
