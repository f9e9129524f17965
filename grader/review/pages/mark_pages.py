"""Mark by hand: which criteria there are, one criterion in one group after another, and the saving of a mark."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from grader.core.errors import InputError
from grader.core.hand_marked import HandMarked
from grader.core.roster import Group
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.marking_page import Said, marking_page, progress
from grader.review.not_found_error import NotFoundError
from grader.review.now import Now
from grader.review.page import page
from grader.review.pages.group_pages import group_view
from grader.review.panel import Panel, panels_of, waits
from grader.review.save_mark import Chosen, save_mark
from grader.review.sentence import sentence as said

_TABS = ("report", "notebook", "source")


def criteria_list(desk: Desk, asked: Asked) -> Response:
    """List what staff mark by hand, and how far this person is."""
    now = desk.book.now()
    listed = [(one, *progress(now, one, asked.user)) for one in now.criteria.values()]
    return page(desk, asked, "criteria.html.j2", now=now, listed=listed)


def mark_next(desk: Desk, asked: Asked) -> Response:
    """Go to the next group after the one just marked that needs this person's mark, to the list when none does."""
    now = desk.book.now()
    marked = now.criterion(asked.query.get("criterion", ""))
    found = _next(now, marked, asked.query.get("after", ""), asked.user)
    if found is None:
        return RedirectResponse("/mark?done=" + urlencode({"": marked.path})[1:], status_code=303)
    return RedirectResponse(_address(marked, found.who, asked.query.get("tab", "report")), status_code=303)


def mark_one(desk: Desk, asked: Asked, said: Said | None = None) -> Response:
    """Show one group's work beside one criterion."""
    now = desk.book.now()
    marked = now.criterion(asked.query.get("criterion", ""))
    group, panel = _panel(now, marked, asked.query.get("who", ""), asked.user)
    tab = asked.query.get("tab", "report")
    return marking_page(desk, asked, now, group, (panel,), tab if tab in _TABS else "report", said=said, alone=marked)


def save(desk: Desk, asked: Asked) -> Response:
    """Keep a mark; where somebody else was first, show that mark and ask."""
    now, form = desk.book.now(), asked.form
    marked, who = now.criterion(form.get("criterion", "")), form.get("who", "")
    group, _ = _panel(now, marked, who, asked.user)
    subject = now.references.id_of(who) or ""
    points = form.get("other", "") if form.get("points") == "other" else form.get("points", "")
    chosen = Chosen(points, form.get("comment", ""), form.get("seen", ""))
    tab = form.get("tab", "report")
    try:
        kept = save_mark(desk.book.store, marked, subject, asked.user, chosen)
    except InputError as error:
        return _again(desk, asked, group, Said(marked.path, who, said(error), chosen.points, chosen.comment, status=422))
    if not kept:
        return _again(desk, asked, group, Said(marked.path, who, "", chosen.points, chosen.comment, conflict=True, status=409))
    if form.get("then") == "next":
        after = urlencode({"criterion": marked.path, "after": who, "tab": tab})
        return RedirectResponse(f"/mark/next?{after}", status_code=303)
    return RedirectResponse(f"/g/{now.references.of_group(group)}{'' if tab == 'report' else '/' + tab}", status_code=303)


def _again(desk: Desk, asked: Asked, group: Group, said: Said) -> Response:
    """Show the page that the form was on, with what became of it."""
    tab = asked.form.get("tab", "report")
    tab = tab if tab in _TABS else "report"
    if asked.form.get("then") == "next":
        query = {"criterion": said.path, "who": said.who, "tab": tab}
        return mark_one(desk, Asked(asked.session, asked.path, query=query), said)
    return group_view(desk, Asked(asked.session, asked.path, {"group": desk.book.now().references.of_group(group)}), tab, said)


def _panel(now: Now, marked: HandMarked, who: str, user: str) -> tuple[Group, Panel]:
    group = now.references.group_of(who)
    found = next((one for one in panels_of(now, marked, group, user) if one.who == who), None) if group else None
    if group is None or found is None:
        raise NotFoundError("There is nobody of that name to be marked by this criterion.")
    return group, found


def _next(now: Now, marked: HandMarked, after: str, user: str) -> Panel | None:
    """Return the first after `after` that waits, going round to the beginning."""
    every = list(_all(now, marked, user))
    at = next((place for place, one in enumerate(every, 1) if one.who == after), 0)
    return next((one for one in (*every[at:], *every[:at]) if waits(one)), None)


def _all(now: Now, marked: HandMarked, user: str) -> Iterator[Panel]:
    for group in now.references.order:
        yield from panels_of(now, marked, group, user)


def _address(marked: HandMarked, who: str, tab: str) -> str:
    return "/mark/one?" + urlencode({"criterion": marked.path, "who": who, "tab": tab})
