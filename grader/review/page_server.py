"""The server of the review page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.review.address import Address
from grader.review.app import app
from grader.review.desk import Desk

if TYPE_CHECKING:  # loads when the page is served
    import uvicorn

_CLOSING_SECONDS = 2


def page_server(desk: Desk, address: Address) -> uvicorn.Server:
    """Return the server, not started: it logs no addresses, for they hold tokens, and trusts no proxy."""
    import uvicorn  # noqa: PLC0415 - as above

    config = uvicorn.Config(
        app(desk), log_level="error", access_log=False, server_header=False, timeout_graceful_shutdown=_CLOSING_SECONDS,
        ssl_certfile=address.certificate, ssl_keyfile=address.key, lifespan="off", ws="none", proxy_headers=False,
    )  # fmt: skip
    return uvicorn.Server(config)
