"""Collect what was handed in: from a folder or a zip file as learning platforms give them."""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.assignments.handed_in import NOTEBOOK_BYTES, HandedIn
from grader.assignments.recognise import People, handed_in_at, own_name, people
from grader.core.errors import InputError
from grader.core.roster import Roster
from grader.core.show import show

_FILES = 50_000
_VERSION = re.compile(r"(?:-(\d+))?\.ipynb$")
_HIDDEN = ("__MACOSX", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Collected:
    """What was found: one notebook a student (or group), files that are nobody's, and students of whom there is nothing."""

    handed: tuple[HandedIn, ...]
    strangers: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    path: PurePosixPath
    size: int
    read: Callable[[], bytes]


def collect(source: Path, roster: Roster, assignment: str) -> Collected:
    """Return the notebooks in `source`, a folder or a zip file, with whose they are. Nothing is unpacked or written.

    Raises:
        InputError: when there is no such folder, or the file is no zip file that can be read.
    """
    known = people(roster)
    if source.is_dir():
        return _sort(_folder(source), known, roster, assignment)
    if not source.is_file():
        raise InputError("there is no such folder or zip file", file=source)
    try:
        with zipfile.ZipFile(source) as archive:
            return _sort(_zip(archive), known, roster, assignment)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        hint = "download it again, or unpack it and name the folder"
        raise InputError(f"this zip file cannot be read: {show(error)}", file=source, hint=hint) from None


def _folder(top: Path) -> Iterator[_File]:
    """Yield the notebooks below a folder; no link is followed."""
    for folder, below, names in os.walk(top):
        below[:] = sorted(name for name in below if name not in _HIDDEN and not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            facts = path.lstat()
            if name.endswith(".ipynb") and stat.S_ISREG(facts.st_mode):
                yield _File(PurePosixPath(path.relative_to(top).as_posix()), facts.st_size, path.read_bytes)


def _zip(archive: zipfile.ZipFile) -> Iterator[_File]:
    """Yield the notebooks in a zip file; their names are read as texts and never used as paths."""
    if len(archive.infolist()) > _FILES:
        raise zipfile.BadZipFile(f"it holds more than {_FILES:,} files")
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.suffix == ".ipynb" and not entry.is_dir() and not set(path.parts) & set(_HIDDEN):
            yield _File(path, entry.file_size, lambda entry=entry: _entry(archive, entry))  # type: ignore[misc]  # bound now, not at the end of the loop


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one entry, whatever size it states."""
    with archive.open(entry) as stream:
        return stream.read(NOTEBOOK_BYTES + 1)


def _sort(files: Iterator[_File], known: People, roster: Roster, assignment: str) -> Collected:
    of: dict[str, list[_File]] = {}
    strangers: list[str] = []
    for number, file in enumerate(files):
        if number > _FILES:
            raise InputError(f"more than {_FILES:,} notebooks", hint="name the folder of one assignment")
        owner = next((person for part in file.path.parts if (person := known.whose(part))), "")
        if owner:
            of.setdefault(owner, []).append(file)
        else:
            strangers.append(show(file.path, 200))
    handed = tuple(_handed(owner, theirs, assignment) for owner, theirs in of.items())
    missing = tuple(one.id for one in roster.students() if one.id not in of and one.group not in of)
    return Collected(handed, tuple(strangers), missing)


def _handed(owner: str, files: list[_File], assignment: str) -> HandedIn:
    """Take a student's notebook: the one called like the assignment, the newest version of it, or the only one."""
    fitting = [file for file in files if assignment in re.split(r"[_./ ]", _VERSION.sub("", str(file.path)).lower())]
    named = fitting or [file for file in files if _name(file).startswith(assignment)] or files
    if len({_VERSION.sub("", own_name(file.path.name)) for file in named}) > 1:
        listed = ", ".join(show(own_name(file.path.name), 60) for file in named[:5])
        return HandedIn(owner, named[0].path.name, fault=f"there are {len(named)} notebooks ({listed}); one is graded")
    file = max(named, key=_version)
    if file.size > NOTEBOOK_BYTES:
        return HandedIn(owner, file.path.name, fault=_too_large(file.size))
    try:
        body = file.read()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
        return HandedIn(owner, file.path.name, fault=f"the file cannot be read: {show(error)}")
    if len(body) > NOTEBOOK_BYTES:
        return HandedIn(owner, file.path.name, fault=_too_large(len(body)))
    return HandedIn(owner, file.path.name, body)


def _name(file: _File) -> str:
    return own_name(file.path.name).lower()


def _version(file: _File) -> tuple[str, int]:
    """Return what sorts a student's files of one name: the attempt's time, then the number that a platform put behind it."""
    found = _VERSION.search(file.path.name)
    return handed_in_at(file.path.name), int(found[1]) if found and found[1] and len(found[1]) < 6 else 0


def _too_large(size: int) -> str:
    return (
        f"the notebook has {size / 1e6:,.0f} MB; at most {NOTEBOOK_BYTES / 1e6:.0f} MB are read (clear its outputs and save it)"
    )
