"""What a request must be before anything looks at it, and what every answer says to the browser."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.reports.inlined import inlined

PACKAGE = "grader.review"


@dataclass(frozen=True)
class Door:
    """Where the page is reached: `hosts` are the names and ports that browsers may call it by, `scheme` http or https.

    A name that is none of them is another site's whose address was made to point here (DNS rebinding).
    """

    hosts: frozenset[str]
    scheme: str

    def refusal(self, method: str, headers: Headers) -> str:
        """Return why the request is refused, '' where it is not: a strange host, or a change asked for by another site."""
        if headers.get("host", "").lower() not in self.hosts:
            return "This is not the address of this page; use the one that grader review has printed."
        if method in {"GET", "HEAD"}:
            return ""
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return "Another site has sent this."
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"{self.scheme}://{host}" for host in self.hosts}:
            return "Another site has sent this."
        return ""


class Guard:
    """Asks the door of every request, and puts the page's policy on every answer."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door
        self.headers = _headers(door)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here: the server answers that it was not accepted

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        why = self.door.refusal(scope["method"], Headers(scope=scope))
        app = PlainTextResponse(f"{why}\n", status_code=403) if why else self.app
        await app(scope, receive, guarded)


def _headers(door: Door) -> dict[str, str]:
    styles = f"{inlined('report.css').source} {inlined('review.css', PACKAGE).source}"
    policy = (
        f"default-src 'none'; img-src data:; style-src {styles}; script-src {inlined('review.js', PACKAGE).source}; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    more = {"Strict-Transport-Security": "max-age=86400"} if door.scheme == "https" else {}
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",  # with none at all, browsers send no origin with forms either
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
        **more,
    }
