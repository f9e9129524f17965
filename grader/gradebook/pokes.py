"""Notes that a group has pushed something, left in `.grader/pokes/` by whoever noticed it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.core.errors import InputError, MachineError
from grader.core.slug import slug


def poke(folder: Path, group: str) -> Path:
    """Leave a note for `grader watch` that the group has pushed; it stays there until it is read.

    Only the name is looked at, so that a Git server's account needs no right but to write into this one folder. Raises
    InputError where `folder` is no course folder that was watched before.
    """
    home = _home(folder)
    if not home.is_dir():
        hint = "name the course folder with -C, and start `grader watch` there once"
        raise InputError("nobody has watched this course folder yet", file=folder, hint=hint)
    path = home / slug(group)
    try:
        path.touch()
    except OSError as error:
        raise MachineError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def open_pokes(folder: Path) -> Path:
    """Make the folder of notes and return it."""
    home = _home(folder)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(f"{home}: cannot be made: {error.strerror or error}") from error
    return home


def take_pokes(folder: Path, groups: Iterable[str]) -> tuple[str, ...]:
    """Return which of these groups have a note, by name or slug, and remove all notes; one that comes meanwhile stays."""
    try:
        names = {path.name for path in _home(folder).iterdir()}
        for name in names:
            (_home(folder) / name).unlink(missing_ok=True)
    except OSError as error:
        raise MachineError(f"{_home(folder)}: cannot be read: {error.strerror or error}") from error
    return tuple(group for group in groups if names & {group, slug(group)}) if names else ()


def _home(folder: Path) -> Path:
    return folder / ".grader" / "pokes"
