"""Read a path from a YAML file of the course, before anybody looks for the file."""

from __future__ import annotations

from grader.core.show import show
from grader.intake.located import Located

_LONGEST_PART, _LONGEST = 255, 4000  # bytes: what file systems take


def path_text(value: Located, example: str = "") -> str:
    """Return a text that can be a path; raise InputError with the line for one that no file system takes."""
    text = value.text(example)
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:
        raise value.error(f"{value.name} holds a character that no path has: {show(text, 60)!r}") from None
    if b"\0" in raw:
        raise value.error(f"{value.name} holds a character that no path has: {show(text, 60)!r}")
    if len(raw) > _LONGEST or any(len(part) > _LONGEST_PART for part in raw.split(b"/")):
        raise value.error(f"{value.name} is too long for a path: {show(text, 60)!r}", f"a name has at most {_LONGEST_PART} bytes")
    return text
