"""Serve the webhooks' address beside the watch."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from grader.core.errors import InputError, MachineError
from grader.watch.webhooks.application import application
from grader.watch.webhooks.receiver import Receiver

_PLACE = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):(\d{1,5})")


@contextmanager
def listen(place: str, receiver: Receiver, clock: Callable[[], float], ask: Callable[[str], None]) -> Iterator[str]:
    """Take webhooks at HOST:PORT while the block runs, and say at which address; `ask` is called from another thread.

    Raises InputError where the place is none, MachineError where it is taken.
    """
    import uvicorn  # noqa: PLC0415 - only who listens needs it

    from grader.watch.webhooks.header_timeout import HeaderTimeout  # noqa: PLC0415 - it loads uvicorn

    with _socket(place) as bound:
        config = uvicorn.Config(
            application(receiver, clock, ask),
            http=HeaderTimeout,
            log_config=None, access_log=False, lifespan="off", ws="none", proxy_headers=False, server_header=False,
            limit_concurrency=32, timeout_keep_alive=5, timeout_graceful_shutdown=2, h11_max_incomplete_event_size=16 * 1024,
        )  # fmt: skip
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="webhooks", daemon=True)
        thread.start()
        host, port = bound.getsockname()[:2]
        try:
            yield f"http://{f'[{host}]' if ':' in host else host}:{port}/webhook"
        finally:
            server.should_exit = True
            thread.join(5)


def _socket(place: str) -> socket.socket:
    found = _PLACE.fullmatch(place)
    if not found or int(found[2]) > 65535:
        raise InputError(f"{place!r} is no place to listen at", hint="write HOST:PORT, such as 127.0.0.1:8642")
    host, port = found[1].strip("[]"), int(found[2])
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise MachineError(f"nothing can listen at {place}: {error.strerror or error}") from error
