"""Fill a template of the review page."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import escape
from starlette.responses import HTMLResponse

from grader.core.show import show
from grader.reports.inlined import inlined
from grader.reports.page_environment import page_environment
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.door import PACKAGE
from grader.review.now import Now
from grader.review.told import told

_LONGEST = 8000


def page(
    desk: Desk, asked: Asked | None, template: str, *, status: int = 200, now: Now | None = None, **values: Any
) -> HTMLResponse:
    """Return a page; every value is shown and escaped as in the reports. `asked` is None for who is not in."""
    known = now or desk.book.now()
    code, last = known.course.file.language, next(iter(desk.runner.lines()[-1:]), None)
    text = review_environment(code).get_template(template).render(
        values, now=known, refs=known.references, user=asked.user if asked else "", csrf=asked.session.csrf if asked else "",
        here=asked.path if asked else "", more_css=inlined("review.css", PACKAGE).text,
        review_js=inlined("review.js", PACKAGE).text, running=desk.runner.what if desk.runner.running else "",
        said_last=last.number if last else 0, said_now=told(known.references, [last.text])[0] if last else "",
    )  # fmt: skip
    return HTMLResponse(text, status_code=status)


@cache  # a constant: compiling the templates takes longer than filling them
def review_environment(code: str) -> Environment:
    """Return the reports' environment of HTML pages with the templates of the review page besides.

    The filter `typed` gives a text whole and as it is, escaped, for a field in which it is edited; `long` shows one with its
    lines.
    """
    loader = ChoiceLoader([PackageLoader("grader.review", "templates"), PackageLoader("grader.reports", "templates")])
    environment = page_environment(code).overlay(loader=loader)
    environment.filters = environment.filters | {"typed": escape, "long": lambda text: escape(show(text, _LONGEST, lines=True))}
    return environment
