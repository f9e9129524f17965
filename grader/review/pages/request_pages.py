"""Requests to look again: read them in, answer them, see how far each is."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup, escape
from starlette.responses import RedirectResponse, Response

from grader.core.errors import InputError
from grader.core.regrade_request import RegradeRequest, RequestAnswer, RequestState
from grader.core.show import show
from grader.core.targets import targets
from grader.intake.requests import read_requests
from grader.review.asked import Asked
from grader.review.blotted import blotted
from grader.review.desk import Desk
from grader.review.not_found_error import NotFoundError
from grader.review.now import Now
from grader.review.page import page
from grader.review.sentence import sentence as said

_LONGEST = 4000
_MOST = 8000


def requests(desk: Desk, asked: Asked) -> Response:
    """List the requests, those that are not settled first."""
    return _shown(desk, asked)


def read_in(desk: Desk, asked: Asked) -> Response:
    """Read requests from the text of a file; those that are known already stay as they are."""
    now, text = desk.book.now(), asked.form.get("text", "")
    try:
        with tempfile.TemporaryDirectory(prefix="grader-requests-") as folder:
            path = Path(folder, "requests")
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
            found = read_requests(path, now.course.roster, tuple(targets(now.course.rubric, now.course.exam)))
    except InputError as error:
        return _shown(desk, asked, sentence=said(error, placed=False), status=422)
    new = desk.requests.add(found)
    return _shown(desk, asked, done=(new, len(found)))


def answer(desk: Desk, asked: Asked) -> Response:
    """Answer a request and say how far it is."""
    now, form = desk.book.now(), asked.form
    number, state, seen = form.get("request", ""), form.get("state", ""), form.get("seen", "")
    known = {str(one.id): one for one in desk.requests.all()}
    if number not in known or state not in set(RequestState) or not (seen.isascii() and seen.isdecimal()):
        raise NotFoundError("There is no such request.")
    who = form.get("who", "")
    subject = now.references.id_of(who) if who else ""
    if subject is None:
        raise NotFoundError("There is nobody of that name in the roster.")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    given = RequestAnswer(RequestState(state), subject, form.get("text", "").strip()[:_LONGEST], asked.user, at)
    try:
        kept = desk.requests.answer(known[number].id, given, seen=int(seen))
    except InputError as error:
        return _shown(desk, asked, sentence=said(error), status=422)
    if not kept:
        return _shown(desk, asked, sentence="somebody else has answered it in the meantime; look at that first", status=409)
    return RedirectResponse(f"/requests#request-{known[number].id}", status_code=303)


def _shown(desk: Desk, asked: Asked, *, sentence: str = "", done: tuple[int, int] | None = None, status: int = 200) -> Response:
    now = desk.book.now()
    order = (RequestState.OPEN, RequestState.LOOKING, RequestState.GRANTED, RequestState.DECLINED)
    listed = sorted(desk.requests.all(), key=lambda one: order.index(one.state))
    return page(
        desk, asked, "requests.html.j2", now=now, listed=listed, states=tuple(RequestState), sentence=sentence, done=done,
        status=status, named=_names(now), told=lambda one: _told(now, one), typed=asked.form,
    )  # fmt: skip


def _told(now: Now, one: RegradeRequest) -> Markup:
    """Return what was asked, on a blind page without the names of whom it is about."""
    text = escape(show(one.text, _MOST, lines=True))
    if not now.references.blind:
        return text
    named = _names(now).get(one.about)
    group = now.references.group_of(named[0]) if named else None
    return Markup(blotted(f"<p>{text}</p>", group)[3:-4]) if group else Markup("▮▮▮")  # noqa: S704 - escaped above


def _names(now: Now) -> dict[str, tuple[str, str, str]]:
    """Return by id what a group or a student is called in addresses, on pages, and the group's name in addresses."""
    refs = now.references
    found: dict[str, tuple[str, str, str]] = {}
    for group in now.course.roster.groups:
        own = refs.of_group(group)
        found |= {one.id: (refs.of_student(one), refs.student_label(one, group), own) for one in group.members}
        found[group.id] = own, refs.label(group), own
    return found
