"""The web application that takes webhooks: one address, one method."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.watch.webhooks.receiver import MOST_BYTES, Answer, Receiver

if TYPE_CHECKING:  # loaded when somebody listens
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

_PATH = "/webhook"
_SECONDS = 10.0  # in which a body has to be there


def application(receiver: Receiver, clock: Callable[[], float], ask: Callable[[str], None]) -> Starlette:
    """Return an ASGI application; `clock` returns seconds since 1970, `ask` hears each group to look at."""
    from starlette.applications import Starlette  # noqa: PLC0415 - only who listens needs it
    from starlette.responses import PlainTextResponse  # noqa: PLC0415 - only who listens needs it
    from starlette.routing import Route  # noqa: PLC0415 - only who listens needs it

    async def webhook(request: Request) -> Response:
        client = request.client.host if request.client else ""
        answer = receiver.before(client, request.headers.get("content-length"), clock())
        if answer is None:
            body = await _body(request)
            headers = {name.lower(): value for name, value in request.headers.items()}
            answer = body if isinstance(body, Answer) else receiver.receive(client, headers, body, clock())
        for group in answer.groups:
            ask(group)
        closing = {} if answer.status < 400 else {"Connection": "close"}  # what was not read is not waited for
        return PlainTextResponse(f"{answer.text}\n", answer.status, closing)

    return Starlette(routes=[Route(_PATH, webhook, methods=["POST"])])


async def _body(request: Request) -> bytes | Answer:
    """Read the body as far as it may go, in the time it may take."""
    read = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for block in request.stream():
                read += block
                if len(read) > MOST_BYTES:
                    return Answer(413, f"more than {MOST_BYTES} bytes")
    except TimeoutError:
        return Answer(408, f"the body was not there after {_SECONDS:.0f} s")
    return bytes(read)
