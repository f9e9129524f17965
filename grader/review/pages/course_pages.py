"""The course table."""

from __future__ import annotations

from starlette.responses import Response

from grader.core.rubric import Per
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.now import Now
from grader.review.page import page
from grader.review.table_row import FILTERS, TableRow

_A_PAGE = 100


def course_table(desk: Desk, asked: Asked) -> Response:
    """Show every group's line, or those that a filter and some words find, a hundred at a time."""
    now = desk.book.now()
    chosen = asked.query.get("show", "")
    chosen = chosen if chosen in FILTERS else ""
    words = asked.query.get("q", "")[:30]
    found = list(_found(now, chosen, words.casefold().split()))
    last = max((len(found) - 1) // _A_PAGE, 0)
    at = min(_whole(asked.query.get("page", "0")), last)
    counts = {name: sum(name in row.flags for row in now.rows.values()) for name in FILTERS}
    return page(
        desk, asked, "course.html.j2", now=now, rows=found[at * _A_PAGE : (at + 1) * _A_PAGE], found=len(found), at=at,
        last=last, shown=chosen, words_asked=words, counts=counts,
        components=[one for one in now.course.rubric.leaves() if one.per is Per.GROUP],
    )  # fmt: skip


def _found(now: Now, chosen: str, words: list[str]) -> list[TableRow]:
    rows = (now.rows[group.id] for group in now.references.order)
    blind = now.references.blind
    return [
        row
        for row in rows
        if (not chosen or chosen in row.flags)
        and all(word in (now.references.label(row.group) if blind else row.words) for word in words)
    ]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
