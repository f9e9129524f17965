"""A course as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from grader.core.evidence import Evidence
from grader.core.extension import Extension
from grader.core.scores import Mark, State
from grader.core.selected import Selected
from grader.course_run import failed
from grader.gradebook.difference import Change, difference
from grader.gradebook.remembered import Remembered


@dataclass(frozen=True)
class Graded:
    """The course as it stands: marks, the evidence behind them, what moved since the last time, and where to read it.

    `before` are the marks as they were shown the last time, None where they are not to be compared. `evidence_at` holds the
    evidence of commits that counted at a deadline that components name, by that name.
    """

    marks: tuple[Mark, ...]
    evidence: Mapping[str, Evidence]
    yardsticks: Mapping[str, float]
    before: Remembered | None = field(default=None, repr=False, compare=False)
    measured: int = 0
    kept: int = 0
    warnings: tuple[str, ...] = ()
    evidence_at: Mapping[str, Mapping[str, Evidence]] = field(default_factory=dict)
    extensions: tuple[Extension, ...] = ()
    out: Path = field(default=Path("out"))
    selected: Mapping[str, Mapping[str, Selected]] = field(default_factory=dict)
    group_marks: tuple[Mark, ...] = ()

    @cached_property
    def stand(self) -> bool:
        """Say whether the marks are those that were shown the last time; of a large course, sooner than `changes`."""
        return self.before is not None and self.before.are(self.marks)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What moved since the last time, found when it is asked for: the gradebook does not wait for it."""
        return () if self.before is None or self.stand else difference(self.before.marks, self.marks)

    @property
    def exit_status(self) -> int:
        """0 everything is graded, 1 some group needs staff, 3 this machine failed for some group."""
        if any(failed(evidence) for each in (self.evidence, *self.evidence_at.values()) for evidence in each.values()):
            return 3
        return int(any(mark.state is not State.FULLY_GRADED for mark in self.marks))
