"""Change the rubric: see who would move, then apply."""

from __future__ import annotations

import hashlib

from starlette.responses import RedirectResponse, Response

from grader.core.errors import InputError
from grader.review.apply_rubric import apply_rubric
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.now import Now
from grader.review.page import page
from grader.review.rubric_preview import rubric_preview
from grader.review.sentence import sentence as said
from grader.what_if import WhatIf

_MOST_SHOWN = 300


def rubric(desk: Desk, asked: Asked) -> Response:
    """Show the rubric as text, to be edited."""
    now = desk.book.now()
    return _shown(desk, asked, now, _text(now))


def preview(desk: Desk, asked: Asked) -> Response:
    """Show who would move by the rubric that was sent; nothing is written."""
    now, text = desk.book.now(), _sent(asked)
    try:
        found = rubric_preview(desk.book, text)
    except InputError as error:
        return _shown(desk, asked, now, text, sentence=said(error), status=422)
    return _shown(desk, asked, now, text, found=found)


def apply(desk: Desk, asked: Asked) -> Response:
    """Make the rubric the course's own, unless its file was changed since; one that was edited after its preview gets another."""
    now, text = desk.book.now(), _sent(asked)
    if asked.form.get("previewed", "") != _hash(text):
        return preview(desk, asked)
    try:
        rubric_preview(desk.book, text)  # found right once more: the course's other files may have changed
    except InputError as error:
        return _shown(desk, asked, now, text, sentence=said(error), status=422)
    if asked.form.get("base", "") != _hash(_text(now)):
        return _shown(desk, asked, now, text, sentence="the rubric was changed by somebody since; look at it first", status=409)
    apply_rubric(now.course, text)
    return RedirectResponse("/", status_code=303)


def _shown(
    desk: Desk, asked: Asked, now: Now, text: str, *, found: WhatIf | None = None, sentence: str = "", status: int = 200
) -> Response:
    return page(
        desk, asked, "rubric.html.j2", now=now, text=text, found=found, sentence=sentence, status=status, base=_hash(_text(now)),
        previewed=_hash(text) if found else "", moved=len({one.student for one in found.changes}) if found else 0,
        most=_MOST_SHOWN, built_in=not now.course.file.rubric_path.is_relative_to(now.course.folder),
        labels=_labels(now),
    )  # fmt: skip


def _labels(now: Now) -> dict[str, str]:
    refs = now.references
    return {one.id: refs.student_label(one, group) for group in now.course.roster.groups for one in group.members}


def _text(now: Now) -> str:
    return now.course.file.rubric_path.read_text(encoding="utf-8")


def _sent(asked: Asked) -> str:
    """Return the text of the form as a file has it: a browser ends lines with two characters."""
    return asked.form.get("text", "").replace("\r\n", "\n")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
