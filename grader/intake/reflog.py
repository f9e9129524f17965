"""Read when a bare repository on this machine received its commits."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from grader.intake.push import Push

_HEAD = re.compile(rb"ref: (refs/heads/[A-Za-z0-9._/-]{1,200})\s*")
_LINE = re.compile(rb"^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\n]*?> (\d{1,12}) [+-]\d{4}(?:\t|$)", re.MULTILINE)
_AT_MOST_BYTES = 20_000_000


def read_reflog(repository: Path, branch: str = "") -> tuple[Push, ...]:
    """Return the pushes that Git itself recorded for `branch` (`core.logAllRefUpdates`); none is not an error.

    Without `branch` it is the default one.
    Only of a bare repository, where no group works: in a working copy the record is the group's own. The file is read as
    text, and no link is followed.
    """
    if (repository / ".git").exists():
        return ()
    head = _HEAD.fullmatch(
        f"ref: refs/heads/{branch}".encode("utf-8", "surrogateescape") if branch else _bytes(repository / "HEAD")
    )
    name = head[1].decode() if head else ""
    if not name or ".." in name.split("/"):
        return ()
    log = _bytes(repository / "logs" / name)
    return tuple(
        Push(int(found[3]), (found[2].decode(),), found[1].decode() if found[1].strip(b"0") else "")
        for found in _LINE.finditer(log)
        if found[2].strip(b"0")
    )


def _bytes(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # no such record, or a link: then nothing is known
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read(_AT_MOST_BYTES) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
