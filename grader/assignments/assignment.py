"""One assignment as its teacher wrote it: the notebook, the tests, and what a run may use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.assignments.source import Source
from grader.core.limits import MIB, Limits


@dataclass(frozen=True)
class AssignmentLimits:
    """What one submission may use; seconds are wall time.

    `cell_seconds` bounds each cell, `call_seconds` each call of a test, `seconds` all cells and `test_seconds` all tests.
    """

    seconds: float = 300.0
    cell_seconds: float = 60.0
    call_seconds: float = 10.0
    test_seconds: float = 120.0
    memory_bytes: int = 2048 * MIB

    @property
    def run(self) -> Limits:
        """The limits of the whole run in the sandbox."""
        return Limits(seconds=self.seconds + self.test_seconds + 60, memory_bytes=self.memory_bytes)


@dataclass(frozen=True)
class Assignment:
    """An assignment: `tests` (files) run from outside and stay with the teacher, `public_tests` go to students.

    `files` are what lies in `data/` beside the notebook, by path; they go into every run and to the students. `published` says
    that some tests are OK's or Otter's, whose notebooks import their modules. `handed_in` says where submissions come from:
    `repositories`, a path in the course folder, or nothing.
    """

    name: str
    title: str
    source: Source
    tests: tuple[Path, ...] = ()
    public_tests: Path | None = None
    limits: AssignmentLimits = field(default_factory=AssignmentLimits)
    files: Mapping[str, bytes] = field(default_factory=dict)
    published: bool = False
    handed_in: str = ""

    @property
    def fingerprint(self) -> str:
        """A hash of all that a result depends on, besides the submission."""
        digest = hashlib.sha256(self.source.path.read_bytes())
        for path in self.tests:
            digest.update(path.read_bytes())
        digest.update(repr((self.limits, sorted((name, len(body)) for name, body in self.files.items()))).encode())
        return digest.hexdigest()
