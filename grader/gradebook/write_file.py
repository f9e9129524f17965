"""Write a file so that nobody ever sees half of it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from grader.core.errors import MachineError


def write_file(path: Path, data: bytes, *, durable: bool = True) -> Path:
    """Put `data` at `path` in one step, making its folder; whoever reads sees the old file or the new one, whole.

    With `durable` false the disk is not waited for: for what can be made again, should the power fail. Raises MachineError
    when the disk refuses; the old file is then untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data, durable=durable)
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        raise MachineError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def _replace(path: Path, data: bytes, *, durable: bool) -> None:
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    # "x" keeps to the umask, which tempfile does not, and follows no link that lies there already.
    with partial.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
            partial.replace(path)
        except BaseException:
            partial.unlink()
            raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
