"""A sheet for staff to mark in: one row for each criterion and each group or student."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from grader.core.adjusted import Adjusted
from grader.core.hand_marked import HandMarked
from grader.core.roster import Roster
from grader.core.scores import Adjustment
from grader.exports.spreadsheet_text import spreadsheet_text

COLUMNS = ("criterion", "who", "names", "maximum", "levels", "points", "comment", "marked_by", "marked_at")


def marks_sheet(criteria: Sequence[HandMarked], roster: Roster, adjusted: Adjusted, author: str) -> bytes:
    """Return the sheet as CSV, in rubric and roster order, with the marks that there are.

    Of a criterion that several people mark it shows the marks of `author` alone, so that nobody is led by the others.
    `marked_at` says which mark the marker saw; what is set meanwhile by somebody else is so never overwritten unseen.
    UTF-8 with BOM, CRLF; a text that a spreadsheet could run starts with '.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([COLUMNS, *_rows(criteria, roster, adjusted, author)])
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def _rows(criteria: Sequence[HandMarked], roster: Roster, adjusted: Adjusted, author: str) -> Iterator[list[str]]:
    for one in criteria:
        levels = "; ".join(f"{level.points}: {level.description}" for level in one.criterion.levels)
        for who, names, student in one.subjects(roster):
            mark = adjusted.mark_of(one.path, who, student.group, author if one.criterion.markers else "")
            shown = (one.path, who, names, str(one.criterion.points), levels, *_mark(mark))
            yield [spreadsheet_text(text) for text in shown]


def _mark(mark: Adjustment | None) -> tuple[str, str, str, str]:
    return (f"{mark.points:f}", mark.reason, mark.author, mark.at) if mark else ("", "", "", "")
