"""One number of somebody: its history, what it is now, setting it with a reason, and undoing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from grader.core.errors import InputError
from grader.core.markers import Markers
from grader.core.scores import Adjustment
from grader.core.targets import targets
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.not_found_error import NotFoundError
from grader.review.now import Now
from grader.review.numbers import numbers
from grader.review.page import page
from grader.review.panel import seen
from grader.review.save_mark import number
from grader.review.sentence import sentence as said
from grader.review.take_back import take_back

_LONGEST = 4000


def history(desk: Desk, asked: Asked) -> Response:
    """Show everything that was ever set for a number."""
    return _shown(desk, asked, asked.query.get("target", ""), asked.query.get("who", ""))


def adjust(desk: Desk, asked: Asked) -> Response:
    """Set a number, with a reason."""
    now, form = desk.book.now(), asked.form
    target, subject, most = _looked_up(now, form.get("target", ""), form.get("who", ""))
    try:
        points, reason = _points(now, target, most, form.get("points", "")), _reason(form.get("reason", ""))
    except InputError as error:
        return _shown(desk, asked, target, form["who"], sentence=said(error), status=422)
    return _kept(desk, asked, Adjustment(target, subject, points, reason, asked.user, _time()))


def undo(desk: Desk, asked: Asked) -> Response:
    """Make a number what it was before it was set last."""
    now, form = desk.book.now(), asked.form
    target, subject, _ = _looked_up(now, form.get("target", ""), form.get("who", ""))
    entries = now.history.get((target, subject), ())
    try:
        change = take_back(entries, asked.user, form.get("reason", "")[:_LONGEST], _time(), _markers(now, target))
    except InputError as error:
        return _shown(desk, asked, target, form["who"], sentence=said(error), status=422)
    return _kept(desk, asked, change)


def _kept(desk: Desk, asked: Asked, change: Adjustment) -> Response:
    """Keep the change, unless something was set since the page was opened: then show that first."""
    markers, form = _markers(desk.book.now(), change.target), asked.form
    accept = form.get("seen", "")
    if not desk.book.store.add_adjustment_if(change, lambda entries: seen(entries, asked.user, markers) == accept):
        return _shown(desk, asked, change.target, form["who"], conflict=True, status=409)
    return RedirectResponse("/history?" + urlencode({"target": change.target, "who": form["who"]}), status_code=303)


def _shown(
    desk: Desk, asked: Asked, target: str, who: str, *, sentence: str = "", conflict: bool = False, status: int = 200
) -> Response:
    now = desk.book.now()
    target, subject, most = _looked_up(now, target, who)
    group, refs = now.references.group_of(who), now.references
    assert group is not None  # noqa: S101 - it was looked up above
    student = refs.students.get(who)
    entries = now.history.get((target, subject), ())
    inherited = now.history.get((target, group.id), ()) if student else ()
    marks = [mark for mark in now.marks.get(group.id, ()) if student is None or mark.student.id == student.id]
    labels = {one.id: refs.student_label(one, group) for one in group.members}
    found = numbers(marks, target)
    alike = len({(one.points, one.reason) for one in found}) == 1
    return page(
        desk, asked, "history.html.j2", now=now, target=target, who=who, most=most, status=status, entries=entries,
        inherited=inherited, group=group, label=labels[student.id] if student else refs.label(group),
        found=found[:1] if alike else found, alike=alike, labels=labels, sentence=sentence, conflict=conflict,
        seen=seen(entries, asked.user, _markers(now, target)), typed=asked.form, marked=now.criteria.get(target),
    )  # fmt: skip


def _looked_up(now: Now, target: str, who: str) -> tuple[str, str, Decimal]:
    """Return the target, the subject's id and the most points; raise NotFoundError for what the course does not know."""
    known, subject = targets(now.course.rubric, now.course.exam), now.references.id_of(who)
    if target not in known or subject is None:
        raise NotFoundError("The rubric has no such number, or the roster nobody of that name.")
    return target, subject, known[target]


def _markers(now: Now, target: str) -> Markers | None:
    marked = now.criteria.get(target)
    return marked.criterion.markers if marked else None


def _points(now: Now, target: str, most: Decimal, text: str) -> Decimal:
    points = number(text)
    if not 0 <= points <= most:
        raise InputError(f"{target} is worth 0 to {most} points, not {text}")
    if target in now.criteria and (why := now.criteria[target].refusal(points)):
        raise InputError(why)
    return points


def _reason(text: str) -> str:
    if not text.strip():
        raise InputError("say why: every number that is set keeps its reason")
    return text.strip()[:_LONGEST]


def _time() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
