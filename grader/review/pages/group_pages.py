"""One group: its report, its notebook, its code, and beside it what is to be marked."""

from __future__ import annotations

from starlette.responses import Response

from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.marking_page import Said, marking_page
from grader.review.panel import panels


def group_report(desk: Desk, asked: Asked) -> Response:
    """Show the staff's report of a group."""
    return group_view(desk, asked, "report")


def group_notebook(desk: Desk, asked: Asked) -> Response:
    """Show the executed notebook."""
    return group_view(desk, asked, "notebook")


def group_source(desk: Desk, asked: Asked) -> Response:
    """Show the code of the notebook that was run, and which files lay at the commit."""
    return group_view(desk, asked, "source")


def group_view(desk: Desk, asked: Asked, tab: str, said: Said | None = None) -> Response:
    """Show one of the three, with everything that can be marked beside it."""
    now = desk.book.now()
    group = now.group(asked.places["group"])
    return marking_page(desk, asked, now, group, tuple(panels(now, group, asked.user)), tab, said=said)
