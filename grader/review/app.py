"""The review page as an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from grader.core.errors import GraderError, InputError, MachineError
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.door import Guard
from grader.review.not_found_error import NotFoundError
from grader.review.page import page
from grader.review.pages import (
    course_pages,
    door_pages,
    group_pages,
    mark_pages,
    number_pages,
    request_pages,
    rubric_pages,
    run_pages,
)
from grader.review.sentence import sentence
from grader.review.sessions import Session

_MOST_BYTES = 4_000_000
_MOST_FIELDS = 200

Handler = Callable[[Desk, Asked], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def app(desk: Desk) -> ASGIApp:
    """Return the application: nothing answers without a session but the door, and nothing changes without its form's secret."""
    routes = [
        Route("/login", _door(desk), methods=["GET", "POST"]),
        _get(desk, "/", course_pages.course_table),
        _get(desk, "/g/{group}", group_pages.group_report),
        _get(desk, "/g/{group}/notebook", group_pages.group_notebook),
        _get(desk, "/g/{group}/source", group_pages.group_source),
        _get(desk, "/mark", mark_pages.criteria_list),
        _get(desk, "/mark/next", mark_pages.mark_next),
        _get(desk, "/mark/one", mark_pages.mark_one),
        _post(desk, "/mark", mark_pages.save),
        _get(desk, "/history", number_pages.history),
        _post(desk, "/adjust", number_pages.adjust),
        _post(desk, "/undo", number_pages.undo),
        _get(desk, "/rubric", rubric_pages.rubric),
        _post(desk, "/rubric/preview", rubric_pages.preview),
        _post(desk, "/rubric/apply", rubric_pages.apply),
        _get(desk, "/requests", request_pages.requests),
        _post(desk, "/requests/import", request_pages.read_in),
        _post(desk, "/requests/answer", request_pages.answer),
        _get(desk, "/run", run_pages.run),
        _post(desk, "/run/start", run_pages.start),
        _post(desk, "/run/stop", run_pages.stop),
        _post(desk, "/run/write", run_pages.write),
        Route("/run/events", _stream(desk), methods=["GET"]),
        _post(desk, "/logout", door_pages.leave),
    ]
    return Guard(Starlette(routes=routes), desk.door)


def _get(desk: Desk, path: str, handler: Handler) -> Route:
    async def answer(request: Request) -> Response:
        session = _session(desk, request)
        if session is None:
            return await run_in_threadpool(door_pages.login, desk, "")
        asked = Asked(session, request.url.path, dict(request.path_params), dict(request.query_params))
        return await run_in_threadpool(_handled, handler, desk, asked)

    return Route(path, answer, methods=["GET"])


def _post(desk: Desk, path: str, handler: Handler) -> Route:
    async def answer(request: Request) -> Response:
        session = _session(desk, request)
        form = await _form(request)
        if session is None:
            return await run_in_threadpool(door_pages.login, desk, "")
        if form is None:
            return PlainTextResponse("The form is too long, or not one of this page.\n", status_code=413)
        if not session.fits(form.get("csrf", "")):
            return PlainTextResponse("This form is not of this session: open its page again.\n", status_code=403)
        asked = Asked(session, request.url.path, dict(request.path_params), dict(request.query_params), form)
        return await run_in_threadpool(_handled, handler, desk, asked)

    return Route(path, answer, methods=["POST"])


def _door(desk: Desk) -> Endpoint:
    async def answer(request: Request) -> Response:
        if request.method == "POST":
            form = await _form(request)
            return await run_in_threadpool(door_pages.enter, desk, (form or {}).get("token", ""))
        return await run_in_threadpool(door_pages.login, desk, request.query_params.get("token", ""))

    return answer


def _stream(desk: Desk) -> Endpoint:
    async def answer(request: Request) -> Response:
        if _session(desk, request) is None:
            return await run_in_threadpool(door_pages.login, desk, "")
        said = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else 0
        return await run_in_threadpool(run_pages.events, desk, after)

    return answer


def _handled(handler: Handler, desk: Desk, asked: Asked) -> Response:
    """Return the handler's answer, or a page that says in a sentence why there is none."""
    try:
        return handler(desk, asked)
    except GraderError as error:
        status = 404 if isinstance(error, NotFoundError) else 422 if isinstance(error, InputError) else 500
        machine = isinstance(error, MachineError)
        return page(desk, asked, "trouble.html.j2", status=status, sentence=sentence(error), machine=machine)


def _session(desk: Desk, request: Request) -> Session | None:
    cookie = request.cookies.get(desk.cookie, "")
    return desk.sessions.find(cookie) if cookie else None


async def _form(request: Request) -> dict[str, str] | None:
    """Return the fields of a form, or None where it is too long or of another kind."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return None
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return None
