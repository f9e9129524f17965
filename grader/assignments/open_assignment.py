"""Read an assignment's folder: `assignments/hw1/` with the notebook, the tests and, where there is one, assignment.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from grader.assignments.assignment import Assignment, AssignmentLimits
from grader.assignments.read_document import read_document
from grader.assignments.read_questions import carried_tests, read_questions
from grader.assignments.read_source import read_source
from grader.core.errors import InputError
from grader.core.show import show
from grader.core.slug import slug
from grader.intake.did_you_mean import did_you_mean
from grader.intake.located import Located
from grader.intake.located_yaml import read_yaml
from grader.intake.quantity import BYTES, SECONDS, quantity

_FOLDER = "assignments"
TESTS = ("tests.py", "autotests.py")
_OURS = ("source", "tests", "autotests", "assignment")
_SOURCES = ("source.ipynb", "source.py")
_SECONDS = MappingProxyType(
    {"time": "seconds", "cell_time": "cell_seconds", "call_time": "call_seconds", "tests_time": "test_seconds"}
)
_FILES_BYTES = 50_000_000


def open_assignment(course: Path, name: str) -> Assignment:
    """Return the assignment `name` of the course folder; every file of it has been read and found right.

    Raises:
        InputError: with the file, and its line or cell, when something is missing or wrong.
    """
    folder = (course / _FOLDER / name).resolve()
    if "/" in name or not folder.is_dir():
        known = sorted(path.name for path in (course / _FOLDER).glob("*") if path.is_dir())
        hint = did_you_mean(name, known, kind="assignments") if known else f"make the folder {_FOLDER}/{show(name, 40)}"
        raise InputError(f"there is no assignment called {show(name, 60)!r}", file=course / _FOLDER, hint=hint)
    if slug(name) != name:
        raise InputError("an assignment's name is made of a-z, 0-9 and -", file=folder, hint=f"rename it to {slug(name)}")
    return read_assignment(folder)


def read_assignment(folder: Path) -> Assignment:
    """Return the assignment in `folder`, whose name is the folder's."""
    source = next((path for file in _SOURCES if (path := folder / file).is_file()), None)
    if source is None:
        raise InputError("there is no source.ipynb here", file=folder, hint="the notebook with its solutions is called so")
    settings = folder / "assignment.yaml"
    entries = read_yaml(settings).fields(optional=("title", "files", "from", "memory", *_SECONDS)) if settings.is_file() else {}
    public = folder / "public_tests.py"
    tests = (*(path for name in TESTS if (path := folder / name).is_file()), *sorted((folder / "tests").glob("*.py")))
    carried = (source,) if source.suffix == ".ipynb" and carried_tests(read_document(source)) else ()
    return Assignment(
        name=folder.name,
        title=entries["title"].text() if "title" in entries else folder.name,
        source=read_source(source, unmarked=bool(tests or carried)),
        tests=(*tests, *carried),
        public_tests=public if public.is_file() else None,
        limits=_limits(entries),
        files=_files(folder, entries.get("files")),
        handed_in=entries["from"].text("repositories") if "from" in entries else "",
        published=bool(carried) or any(read_questions(path) for path in tests),
    )


def _limits(entries: Mapping[str, Located]) -> AssignmentLimits:
    changes = {field: float(quantity(entries[key], SECONDS, "30 s")) for key, field in _SECONDS.items() if key in entries}
    if any(value <= 0 for value in changes.values()):
        raise next(iter(entries.values())).error("a time must be over 0")
    memory = int(quantity(entries["memory"], BYTES, "2 GB")) if "memory" in entries else AssignmentLimits.memory_bytes
    return AssignmentLimits(**changes, memory_bytes=memory)


def _files(folder: Path, named: Located | None) -> dict[str, bytes]:
    """Read what students and runs get beside the notebook: what lies in `data/`, and the files that assignment.yaml names."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted((folder / "data").rglob("*")) if path.is_file()}
    for entry in named.items() if named is not None else ():
        name = entry.text()
        path = (folder / name).resolve()
        if not path.is_file() or not path.is_relative_to(folder.resolve()) or path.stem in _OURS:
            raise entry.error(f"there is no file {show(name, 60)!r} to give to students", hint="name files in this folder")
        paths[path.relative_to(folder.resolve()).as_posix()] = path
    files = {name: path.read_bytes() for name, path in paths.items()}
    if sum(map(len, files.values())) > _FILES_BYTES:
        raise InputError(f"the files are larger than {_FILES_BYTES:,} bytes together", file=folder)
    return files
