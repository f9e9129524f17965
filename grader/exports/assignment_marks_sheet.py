"""A sheet for staff to mark an assignment's answers in: one row for each answer that waits."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from grader.core.assignment import AssignmentResult
from grader.core.scores import State
from grader.exports.spreadsheet_text import spreadsheet_text

COLUMNS = ("task", "who", "maximum", "points", "comment")


def assignment_marks_sheet(results: Mapping[str, AssignmentResult]) -> bytes:
    """Return the sheet as CSV, task by task: `points` and `comment` are to be filled in. UTF-8 with BOM, CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    waiting = [(who, task) for who, result in results.items() for task in result.tasks if task.state is State.PENDING_MANUAL]
    order = {name: place for place, name in enumerate(dict.fromkeys(task.id for _, task in waiting))}
    for who, task in sorted(waiting, key=lambda one: order[one[1].id]):
        writer.writerow([spreadsheet_text(text) for text in (task.id, who, f"{task.maximum.normalize():f}", "", "")])
    return out.getvalue().encode("utf-8-sig", "backslashreplace")
