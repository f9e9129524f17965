"""The teacher's notebook, read and found right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from grader.assignments.cell import Cell, Kind


@dataclass(frozen=True)
class Source:
    """An assignment notebook: its cells in order, and the Jupyter document they stand in."""

    path: Path
    cells: tuple[Cell, ...]
    document: Mapping[str, Any]

    @property
    def points(self) -> Decimal:
        """What its graded cells are worth together."""
        return sum((cell.points for cell in self.cells if cell.points is not None), Decimal(0))

    @property
    def marked(self) -> bool:
        """Whether any cell has nbgrader's metadata."""
        return any(cell.kind is not Kind.PLAIN for cell in self.cells)

    def of(self, kinds: Sequence[Kind]) -> tuple[Cell, ...]:
        """Return the cells of these kinds."""
        return tuple(cell for cell in self.cells if cell.kind in kinds)
