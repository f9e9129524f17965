"""Which of the staff's adjustments hold now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from grader.core.errors import InputError
from grader.core.harmless import harmless
from grader.core.roster import Roster, Student
from grader.core.scores import Adjustment
from grader.core.show import show


@dataclass(frozen=True)
class Adjusted:
    """The latest adjustment of each number, by target and subject, and the latest of each author, the first marker first."""

    latest: Mapping[tuple[str, str], Adjustment]
    authors: Mapping[tuple[str, str], Mapping[str, Adjustment]]

    @classmethod
    def of(cls, adjustments: Iterable[Adjustment]) -> Adjusted:
        """Keep the latest of each target and subject: by `at`, and by order where two were made at one time.

        Where the latest takes its number back, none is kept.
        """
        latest: dict[tuple[str, str], Adjustment] = {}
        authors: dict[tuple[str, str], dict[str, Adjustment]] = {}
        for change in sorted(adjustments, key=_when):
            key = change.target, change.subject
            latest[key] = authors.setdefault(key, {})[change.author] = change
        return cls({key: one for key, one in latest.items() if not one.withdrawn}, _standing(authors))

    def strays(self, targets: Collection[str], roster: Roster) -> tuple[Adjustment, ...]:
        """Return those that change nothing: their target is none of `targets`, or their subject not of this roster."""
        subjects = {group.id for group in roster.groups} | {student.id for student in roster.students()}
        return tuple(a for a in self.latest.values() if a.target not in targets or a.subject not in subjects)

    def find(self, target: str, student: Student, maximum: Decimal) -> Adjustment | None:
        """Return what staff set for this student, or for the student's group, or None.

        A number set for one student outlives one set for the whole group. Raises InputError where the points do not lie
        within 0..`maximum`; a later adjustment puts that right.
        """
        found = self.latest.get((target, student.id)) or self.latest.get((target, student.group))
        return found and within(found, maximum)

    def mark_of(self, target: str, subject: str, group: str, author: str = "") -> Adjustment | None:
        """Return the mark that stands for a student or a group: its own, else its group's; with `author` only by that one.

        Raises InputError where its points are no number to calculate with.
        """
        for who in (subject, group):
            found = self.authors.get((target, who), {}).get(author) if author else self.latest.get((target, who))
            if found:
                return _calculable(found)
        return None

    def by_markers(self, target: str, student: Student, maximum: Decimal) -> tuple[Adjustment, ...]:
        """Return each author's latest mark for this student, or for the student's group, in the order of their first ones.

        Raises InputError as `find` does.
        """
        group, own = (self.authors.get((target, subject), {}) for subject in (student.group, student.id))
        return tuple(within(mark, maximum) for mark in {**group, **own}.values())


def _standing(authors: Mapping[tuple[str, str], Mapping[str, Adjustment]]) -> dict[tuple[str, str], dict[str, Adjustment]]:
    return {key: {name: one for name, one in by.items() if not one.withdrawn} for key, by in authors.items()}


def within(found: Adjustment, maximum: Decimal) -> Adjustment:
    """Return what was found; InputError where it does not lie within 0..`maximum`, as when the maximum has changed since."""
    if not (found.points.is_finite() and 0 <= _calculable(found).points <= maximum):
        raise InputError(
            f"{show(found.author)} set {found.target} of {show(found.subject)} to {found.points} points, outside 0 to {maximum}",
            hint=f"set {found.target} of {show(found.subject)} once more, to points from 0 to {maximum}",
        )
    return found


def _calculable(found: Adjustment) -> Adjustment:
    """Return what was found; InputError where its points have so many digits that the whole course would hang on them."""
    if found.points.is_finite() and not harmless(found.points):
        of = f"{found.target} of {show(found.subject)}"
        what = f"{show(found.author)} set {of} to {found.points} points, a number of too many digits"
        raise InputError(what, hint=f"set {of} once more")
    return found


def _when(adjustment: Adjustment) -> datetime:
    try:
        moment = datetime.fromisoformat(adjustment.at)
    except ValueError:
        raise InputError(f"the adjustment of {show(adjustment.target)} has no readable time: {show(adjustment.at)}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
