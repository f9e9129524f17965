"""One run over a course folder at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.core.errors import InputError, MachineError

_BRIEF = " for a moment"
_PATIENCE = 20.0  # seconds


class HeldError(InputError):
    """Another process holds it: what is to be done may be done later."""


@contextmanager
def lock(folder: Path, what: str = "grade-all", *, brief: bool = False) -> Iterator[None]:
    """Hold the course folder for this process; the system lets go of it when the process ends, however it ends.

    Raises HeldError when another run holds it; one that holds it only `brief`, for a moment, is waited for. The file
    stays: removing it would let two runs hold two files of one name.
    `what` names another command that may run only once in a folder, beside those that write the gradebook.
    """
    path = folder / ".grader" / ("lock" if what == "grade-all" else f"{what}.lock")
    descriptor = _open(path)
    try:
        _take(descriptor, path, what)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}{_BRIEF if brief else ''}\n".encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise MachineError(f"{path}: cannot be opened: {error.strerror or error}") from error


def _take(descriptor: int, path: Path, name: str) -> None:
    until = time.monotonic() + _PATIENCE
    while (holder := _try(descriptor, path)) is not None:
        if time.monotonic() > until or not (holder == "" or holder.endswith(_BRIEF)):  # '': who has just taken it
            pid = holder.removesuffix(_BRIEF)
            who = f" (pid {pid})" if pid.isdigit() else ""
            what = f"another {name} is running here{who}"
            raise HeldError(what, file=path, hint="wait until it has ended, or end it")
        time.sleep(0.05)


def _try(descriptor: int, path: Path) -> str | None:
    """Take the lock and return None, or what its holder wrote."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 30, 0).decode("ascii", "replace").strip()
    except OSError as error:
        raise MachineError(f"{path}: cannot be locked: {error.strerror or error}") from error
    return None
