"""A course's own secret number, for what groups must not be able to foresee."""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from grader.core.errors import MachineError


def secret(folder: Path) -> int:
    """Return the number kept in the course folder's `.grader/secret`, drawn the first time; only its owner may read it.

    However many processes ask at once, all are told the same. Raises MachineError where the file cannot be used.
    """
    path = folder / ".grader" / "secret"
    try:
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            _draw(path)
        elif path.stat().st_size == 0:
            _fill(path)
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise MachineError(f"{path}: cannot be used: {error}") from error


def _fill(path: Path) -> None:
    """Put a number where an empty file lies, as after a kill or a power failure; one process at a time."""
    with path.open("rb") as empty:
        fcntl.flock(empty, fcntl.LOCK_EX)
        found = path.stat()
        if found.st_ino == os.fstat(empty.fileno()).st_ino and found.st_size == 0:  # else another process was first
            _draw(path, replacing=True)


def _draw(path: Path, *, replacing: bool = False) -> None:
    """Put a new number at `path` in one step; where another process was first, its number stays."""
    descriptor, name = tempfile.mkstemp(prefix=".secret.", suffix=".part", dir=path.parent)  # its mode is 0600
    partial = Path(name)
    try:
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 - a descriptor
            file.write(f"{secrets.randbits(63)}\n")
            file.flush()
            os.fsync(file.fileno())
        if replacing:
            partial.replace(path)
        else:
            with suppress(FileExistsError):
                path.hardlink_to(partial)
    finally:
        partial.unlink(missing_ok=True)
