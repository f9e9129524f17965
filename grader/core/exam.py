"""An exam's results, as its files state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from grader.core.exam_table import ExamTable


@dataclass(frozen=True)
class SetAside:
    """A row that does not count, and why."""

    student: str
    file: str
    line: int
    why: str


@dataclass(frozen=True)
class Exam:
    """Points by student id out of `maximum`; `missing` are the students of the roster whose points are not known.

    `notes` say by student why a number is as it is, or why there is none; `warnings` what an instructor should look at.
    `table` holds the questions one by one, where the files state them.
    """

    points: Mapping[str, Decimal]
    maximum: Decimal
    missing: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[str, ...] = ()
    table: ExamTable | None = field(default=None, compare=False, repr=False)
