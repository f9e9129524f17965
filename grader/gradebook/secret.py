"""A course's own secret number, for what groups must not be able to foresee."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from grader.core.errors import MachineError


def secret(folder: Path) -> int:
    """Return the number kept in the course folder's `.grader/secret`, drawn the first time; only its owner may read it."""
    path = folder / ".grader" / "secret"
    try:
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 - a descriptor
                file.write(f"{secrets.randbits(63)}\n")
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise MachineError(f"{path}: cannot be used: {error}") from error
