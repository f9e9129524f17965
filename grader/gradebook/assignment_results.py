"""What students earned with assignments, kept as one file each in `.grader/assignments/`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from grader.core.assignment import AssignmentResult
from grader.core.errors import MachineError
from grader.core.slug import slug
from grader.gradebook.document import Document
from grader.gradebook.write_file import write_file

_RESULT: Final = Document("result", TypeAdapter(AssignmentResult))


class AssignmentResults:
    """The results of a course folder, by assignment and student. A result is kept whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._home = folder / ".grader" / "assignments"

    def put(self, result: AssignmentResult) -> None:
        """Keep a result; a later one of the same student takes its place."""
        write_file(self._path(result.assignment, result.student), _RESULT.write(result).encode())

    def get(self, assignment: str, student: str) -> AssignmentResult | None:
        """Return the student's result, None where there is none (or it was written by another version)."""
        return self._read(self._path(assignment, student))

    def of(self, assignment: str) -> dict[str, AssignmentResult]:
        """Return every result of an assignment, by student."""
        found = (self._read(path) for path in sorted((self._home / slug(assignment)).glob("*.json")))
        return {result.student: result for result in found if result is not None}

    def _read(self, path: Path) -> AssignmentResult | None:
        try:
            return _RESULT.read(path.read_text(encoding="utf-8")) if path.is_file() else None
        except OSError as error:
            raise MachineError(f"{path}: cannot be read: {error.strerror or error}") from error

    def _path(self, assignment: str, student: str) -> Path:
        mark = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:12]  # S1 and s1 are two students
        return self._home / slug(assignment) / f"{slug(student)}-{mark}.json"
