"""What course.yaml says of the exam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Take(StrEnum):
    """Which of several submissions by one person counts; EACH_ONCE refuses a second one."""

    EACH_ONCE = "each once"
    FIRST = "first"
    LAST = "last"
    BEST = "best"


class DateOrder(StrEnum):
    """How dates such as 8/4/2025 are written."""

    DAY_FIRST = "D/M/Y"
    MONTH_FIRST = "M/D/Y"


@dataclass(frozen=True)
class ExamRules:
    """Where the exam's results are and how they are read.

    `files` maps a variant ('' where there is one form for all) to its export; every path exists. `identity` is the heading of
    the column that says who it was, '' for the usual ones. What is dated after `closes` counts only where `late` is true.
    `skip` are ids or addresses of people whose rows are passed over.
    """

    files: Mapping[str, Path]
    key: Path | None = None
    sheet: str = ""
    identity: str = ""
    take: Take = Take.EACH_ONCE
    closes: datetime | None = None
    late: bool = False
    dates: DateOrder | None = None
    skip: frozenset[str] = frozenset()
