"""Read the marks that staff filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from grader.core.adjusted import Adjusted
from grader.core.hand_marked import HandMarked
from grader.core.roster import Roster
from grader.core.scores import Adjustment
from grader.core.show import show
from grader.core.typed_number import typed_number
from grader.intake.csv_table import Row, read_csv
from grader.intake.did_you_mean import did_you_mean

_NEEDED = ("criterion", "who", "points")


@dataclass(frozen=True)
class Marking:
    """Who marks, when, and the reason that is kept where a row has no comment ('' where each needs its own)."""

    author: str
    at: str
    reason: str = ""


def read_marks(
    path: Path, criteria: Mapping[str, HandMarked], roster: Roster, known: Sequence[Adjustment], marking: Marking
) -> tuple[Adjustment, ...]:
    """Return what a sheet changes: columns `criterion`, `who`, `points`, and `comment`; others are not looked at.

    `criteria` are those that staff mark, `known` the adjustments there are. A row without points, or as it was when the sheet
    was written, changes nothing.

    Raises:
        InputError: with file and line, for an unknown criterion, group or student, points that cannot be given, two rows
            for one mark, a change without a comment, or one of a mark that somebody else has changed since.
    """
    table = read_csv(path)
    if missing := [name for name in _NEEDED if name not in table.columns]:
        raise table.error(f"there is no column {missing[0]!r}", "write a sheet to fill in with: grader marks template")
    earlier: dict[tuple[str, str], list[Adjustment]] = {}
    for old in known:
        earlier.setdefault((old.target, old.at), []).append(old)
    sheet = _Sheet(criteria, _subjects(roster), Adjusted.of(known), earlier, marking, "marked_at" in table.columns)
    first: dict[tuple[str, str], int] = {}
    changes = []
    for row in table.rows:
        change = sheet.mark(row)
        if change is None:
            continue
        line = first.setdefault((change.target, change.subject), row.line)
        if line != row.line:
            raise row.error(f"{show(change.subject, 60)!r} is marked twice in {change.target}, on lines {line} and {row.line}")
        if not sheet.is_known(change, row):
            sheet.require_fit(change, row)
            changes.append(change)
    return tuple(changes)


def _subjects(roster: Roster) -> dict[str, str]:
    """Return the group of every group and student, by the name that a sheet calls them."""
    students = {student.id: student.group for student in roster.students()}
    return {**students, **{group.id: group.id for group in roster.groups}}


@dataclass(frozen=True)
class _Sheet:
    criteria: Mapping[str, HandMarked]
    subjects: Mapping[str, str]
    adjusted: Adjusted
    earlier: Mapping[tuple[str, str], Sequence[Adjustment]]
    marking: Marking
    dated: bool

    def mark(self, row: Row) -> Adjustment | None:
        """Return the mark of a row, also where it is known already; None where the row states no points."""
        target, who = row.cells["criterion"], _plain(row.cells["who"], self.subjects)
        if target not in self.criteria:
            hint = did_you_mean(target, self.criteria, kind="criteria that staff mark")
            raise row.error(f"staff mark no criterion called {show(target, 80)!r}", hint)
        if who not in self.subjects:
            hint = did_you_mean(who, self.subjects, kind="groups and students")
            raise row.error(f"{show(who, 60)!r} is neither a group nor a student of the roster", hint)
        if not row.cells["points"]:
            return None
        points = _points(row, self.criteria[target])
        reason = _comment(row) or self.marking.reason or self.criteria[target].level(points)
        return Adjustment(target, who, points, reason, self.marking.author, self.marking.at)

    def is_known(self, change: Adjustment, row: Row) -> bool:
        """Say whether the mark is as it stands now, or as the sheet showed it when it was written."""
        now = self._now(change)
        if now and now.points == change.points and _comment(row) in {"", _bare(now.reason)}:
            return True
        return any(_shown(old, change, row) for old in self.earlier.get((change.target, row.cells.get("marked_at", "")), ()))

    def require_fit(self, change: Adjustment, row: Row) -> None:
        """Refuse a change without a reason, or of a mark that somebody else gave after the sheet was written."""
        if not change.reason:
            raise row.error("the mark has no comment", "say why in the column 'comment', or for all of them with --reason")
        now = self._now(change)
        if self.dated and now and now.author != self.marking.author and now.at != row.cells["marked_at"]:
            mark = f"{change.target} of {show(now.subject, 60)} to {now.points}"
            what = f"{show(now.author, 60)} set {mark} after this sheet was written"
            raise row.error(what, "write a new sheet with: grader marks template")

    def _now(self, change: Adjustment) -> Adjustment | None:
        author = self.marking.author if self.criteria[change.target].criterion.markers else ""
        return self.adjusted.mark_of(change.target, change.subject, self.subjects[change.subject], author)


def _shown(old: Adjustment, change: Adjustment, row: Row) -> bool:
    """Say whether this is the mark that the sheet showed, and whether the row still says the same."""
    author = row.cells.get("marked_by", "")
    return _bare(author) == _bare(old.author) and old.points == change.points and _comment(row) == _bare(old.reason)


def _comment(row: Row) -> str:
    return _bare(row.cells.get("comment", ""))


def _points(row: Row, marked: HandMarked) -> Decimal:
    points = typed_number(row.cells["points"].replace(",", "."))  # as a spreadsheet writes it in much of Europe
    if points is None:
        raise row.error(f"{show(row.cells['points'], 40)!r} is no number of points", "write digits, such as 10 or 7.5")
    if why := marked.refusal(points):
        raise row.error(why)
    return points


def _plain(who: str, known: Mapping[str, str]) -> str:
    return who if who in known else _bare(who)


def _bare(text: str) -> str:
    """Return a text as both sides compare it: without blanks around it, and the sign that keeps a spreadsheet from running it."""
    return text.strip().removeprefix("'")
