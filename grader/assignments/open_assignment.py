"""Read an assignment's folder: `assignments/hw1/` with the notebook, the tests and, where there is one, assignment.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from grader.assignments.assignment import Assignment, AssignmentLimits
from grader.assignments.read_document import read_document
from grader.assignments.read_questions import carried_tests
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
    title, limits = _settings(folder / "assignment.yaml", folder.name)
    public = folder / "public_tests.py"
    tests = (*(path for name in TESTS if (path := folder / name).is_file()), *sorted((folder / "tests").glob("*.py")))
    carried = (source,) if source.suffix == ".ipynb" and carried_tests(read_document(source)) else ()
    return Assignment(
        name=folder.name,
        title=title,
        source=read_source(source, unmarked=bool(tests or carried)),
        tests=(*tests, *carried),
        public_tests=public if public.is_file() else None,
        limits=limits,
        files=_files(folder / "data"),
    )


def _settings(path: Path, name: str) -> tuple[str, AssignmentLimits]:
    if not path.is_file():
        return name, AssignmentLimits()
    entries = read_yaml(path).fields(optional=("title", "memory", *_SECONDS))
    return entries["title"].text() if "title" in entries else name, _limits(entries)


def _limits(entries: Mapping[str, Located]) -> AssignmentLimits:
    changes = {field: float(quantity(entries[key], SECONDS, "30 s")) for key, field in _SECONDS.items() if key in entries}
    if any(value <= 0 for value in changes.values()):
        raise next(iter(entries.values())).error("a time must be over 0")
    memory = int(quantity(entries["memory"], BYTES, "2 GB")) if "memory" in entries else AssignmentLimits.memory_bytes
    return AssignmentLimits(**changes, memory_bytes=memory)


def _files(folder: Path) -> dict[str, bytes]:
    """Read what students and runs get beside the notebook."""
    files = {f"data/{path.relative_to(folder)}": path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    if sum(map(len, files.values())) > _FILES_BYTES:
        raise InputError(f"the files are larger than {_FILES_BYTES:,} bytes together", file=folder)
    return files
