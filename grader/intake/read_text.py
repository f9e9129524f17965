"""Read a text file of the course."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import InputError
from grader.intake.decode_text import decode_text


def read_text(path: Path, *, at_most: int = 20_000_000) -> str:
    """Return the file as text, read as UTF-8 with or without a byte order mark; line ends stay as they are.

    Raises:
        InputError: with file and line when it is missing, a folder, over `at_most` bytes, or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(at_most + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=path, hint="check the name and the folder") from None
    if len(raw) > at_most:
        raise InputError(f"the file is larger than {at_most:,} bytes", file=path)
    return decode_text(raw, path)
