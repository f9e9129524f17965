"""Find a file that a YAML file of the course names."""

from __future__ import annotations

from pathlib import Path

from grader.core.show import show
from grader.intake.located import Located


def existing_file(value: Located, hint: str = "a relative path starts at the course file's folder") -> Path:
    """Return the absolute path of a file that is there; a relative one starts at the folder of the file that names it.

    Raises InputError with the line where there is no such file.
    """
    path = (value.file.parent / Path(value.text()).expanduser()).resolve()
    if not path.is_file():
        raise value.error(f"{value.name}: there is no file {show(path)!r}", hint)
    return path
