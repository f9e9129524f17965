"""Which of the staff's adjustments hold now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from grader.core.errors import InputError
from grader.core.roster import Roster, Student
from grader.core.scores import Adjustment
from grader.core.show import show


@dataclass(frozen=True)
class Adjusted:
    """The latest adjustment of each number, by target and subject."""

    latest: Mapping[tuple[str, str], Adjustment]

    @classmethod
    def of(cls, adjustments: Iterable[Adjustment]) -> Adjusted:
        """Keep the latest of each target and subject: by `at`, and by order where two were made at one time."""
        return cls({(change.target, change.subject): change for change in sorted(adjustments, key=_when)})

    def strays(self, targets: Collection[str], roster: Roster) -> tuple[Adjustment, ...]:
        """Return those that change nothing: their target is not of this rubric, or their subject not of this roster."""
        subjects = {group.id for group in roster.groups} | {student.id for student in roster.students()}
        return tuple(a for a in self.latest.values() if a.target not in targets or a.subject not in subjects)

    def find(self, target: str, student: Student, maximum: Decimal) -> Adjustment | None:
        """Return what staff set for this student, or for the student's group, or None.

        A number set for one student outlives one set for the whole group. Raises InputError where the points do not lie
        within 0..`maximum`; a later adjustment puts that right.
        """
        found = self.latest.get((target, student.id)) or self.latest.get((target, student.group))
        if found and not (found.points.is_finite() and 0 <= found.points <= maximum):
            raise InputError(
                f"{show(found.author)} set {target} of {show(found.subject)} to {found.points} points, outside 0 to {maximum}",
                hint=f"set {target} of {show(found.subject)} once more, to points from 0 to {maximum}",
            )
        return found


def _when(adjustment: Adjustment) -> datetime:
    try:
        moment = datetime.fromisoformat(adjustment.at)
    except ValueError:
        raise InputError(f"the adjustment of {show(adjustment.target)} has no readable time: {show(adjustment.at)}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
