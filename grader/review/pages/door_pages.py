"""Come in and go out."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.page import page


def login(desk: Desk, token: str) -> Response:
    """Ask whoever brings a token to press a button: opening the address alone, as a mail program may, uses nothing up."""
    who = desk.sessions.who(token)
    return page(desk, None, "login.html.j2", status=200 if who else 401, who=who or "", token=token if who else "")


def enter(desk: Desk, token: str) -> Response:
    """Exchange a token for a cookie, and announce the user's next one."""
    session = desk.sessions.open(token)
    if session is None:
        return page(desk, None, "login.html.j2", status=401, who="", token="")
    desk.announce(session.user)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(desk.cookie, session.id, path="/", httponly=True, samesite="strict", secure=desk.secure)
    return answer


def leave(desk: Desk, asked: Asked) -> Response:
    """End the session."""
    desk.sessions.close(asked.session)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(desk.cookie, path="/", httponly=True, samesite="strict", secure=desk.secure)
    return answer
