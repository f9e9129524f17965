"""A notebook that somebody handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOTEBOOK_BYTES = 20_000_000


@dataclass(frozen=True)
class HandedIn:
    """The file `name` with its bytes, unread; `fault` says why there are none. `files` lie beside it in the run, by path.

    `student` is an id of the roster.
    """

    student: str
    name: str
    body: bytes = b""
    fault: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
