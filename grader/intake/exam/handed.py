"""What one person handed in once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from grader.intake.exam.sheet import Sheet


@dataclass(frozen=True, eq=False)
class Handed:
    """A row of a sheet; `number` counts all rows of all sheets from 0. `points` is None where nobody has marked it yet."""

    student: str
    sheet: Sheet
    row: int
    number: int
    time: datetime | None
    points: Decimal | Fraction | None

    @property
    def line(self) -> int:
        """Return the line in the file."""
        return self.sheet.lines[self.row]
