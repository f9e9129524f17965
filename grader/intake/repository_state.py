"""Tell, without running Git, whether a repository on this machine is still as it was."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from grader.core.errors import InputError
from grader.intake.git_address import GitAddress, read_git_address
from grader.intake.reflog import read_reflog

_AT_MOST_BYTES = 20_000_000
_SHA = re.compile(rb"[0-9a-f]{40,64}")
_BRANCH = re.compile(rb"ref: (refs/heads/[A-Za-z0-9._/-]{1,200})\s*")
_SHAPING = ("config", "shallow", "info/grafts")  # besides the branch, what changes which history a clone gets


def repository_state(address: str) -> str | None:
    """Return a text that is another one as soon as fetching `address` may bring something else, or None: only fetching tells.

    It is the commit that the default branch points to, with the server's record of pushes and what shapes a clone. None
    for a repository that is not on this machine, is none, may not be read, or keeps its branches in a way that is not read here.
    No link is followed.
    """
    try:
        return _state(read_git_address(address))
    except (InputError, OSError):
        return None


def _state(source: GitAddress) -> str | None:
    folder = Path(source.text)
    home = next((one for one in (folder / ".git", folder) if (one / "HEAD").is_file()), None)
    if source.protocol != "file" or home is None:
        return None
    commit = _head(home)
    if commit is None:
        return None
    digest = hashlib.sha256(repr(read_reflog(folder)).encode())
    for name in _SHAPING:
        digest.update(b"\0" + (_read(home / name) or b""))
    return f"{commit} {digest.hexdigest()}"


def _head(home: Path) -> str | None:
    """Return the commit of the default branch, None where it is not found in a file of its own or among the packed ones."""
    head = (_read(home / "HEAD") or b"").strip()
    if _SHA.fullmatch(head):
        return head.decode()
    found = _BRANCH.fullmatch(head)
    if not found or b".." in found[1] or b"//" in found[1]:
        return None
    commit = (_read(home / found[1].decode()) or b"").strip() or _packed(home, found[1])
    return commit.decode() if _SHA.fullmatch(commit) else None


def _packed(home: Path, branch: bytes) -> bytes:
    lines = (line.split(b" ", 1) for line in (_read(home / "packed-refs") or b"").splitlines())
    return next((parts[0] for parts in lines if len(parts) == 2 and parts[1] == branch), b"")


def _read(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # not there, or a link: then there is nothing to read
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read(_AT_MOST_BYTES) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
