"""The rank bands of a course as a table: who cannot be told apart by the models' answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.reports.index_rows import IndexRow

_MOST_SHOWN = 12


@dataclass(frozen=True)
class BandRow:
    """One band: its rank, its groups' lowest and highest accuracy, and the groups, best first, as far as there is room."""

    rank: int
    lowest: float
    highest: float
    groups: int
    shown: tuple[IndexRow, ...]

    @property
    def more(self) -> int:
        """How many groups there is no room for."""
        return self.groups - len(self.shown)


def band_rows(rows: Sequence[IndexRow]) -> tuple[BandRow, ...]:
    """Return the bands, best first, of those groups that have one and an accuracy."""
    bands: dict[int, list[tuple[float, IndexRow]]] = {}
    for row in rows:
        found = row.accuracy
        if found is not None and found.rank is not None:
            bands.setdefault(found.rank, []).append((found.accuracy, row))
    return tuple(_band(rank, bands[rank]) for rank in sorted(bands))


def _band(rank: int, members: list[tuple[float, IndexRow]]) -> BandRow:
    ordered = sorted(members, key=lambda one: (-one[0], one[1].group.id))
    return BandRow(rank, ordered[-1][0], ordered[0][0], len(ordered), tuple(row for _, row in ordered[:_MOST_SHOWN]))
