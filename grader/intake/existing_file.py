"""Find a file that a YAML file of the course names."""

from __future__ import annotations

from pathlib import Path

from grader.core.show import show
from grader.intake.located import Located
from grader.intake.path_text import path_text


def existing_file(value: Located, hint: str = "a relative path starts at the course file's folder", *, example: str = "") -> Path:
    """Return the absolute path of a file that is there; a relative one starts at the folder of the file that names it.

    Raises InputError with the line where there is no such file, or where this user may not look for it.
    """
    text = path_text(value, example)
    try:
        path = (value.file.parent / Path(text).expanduser()).resolve()
        found = path.is_file()
    except (OSError, RuntimeError) as error:  # RuntimeError: nobody here is called as in ~somebody, or links lead in a circle
        why = error.strerror if isinstance(error, OSError) and error.strerror else show(error)
        raise value.error(f"{value.name}: the file {show(text)!r} cannot be looked for: {why}", hint) from None
    if not found:
        raise value.error(f"{value.name}: there is no file {show(path)!r}", hint)
    return path
