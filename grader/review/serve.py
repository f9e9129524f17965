"""Serve the review page until it is interrupted."""

from __future__ import annotations

import contextlib
import getpass
import ipaddress
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from grader.core.errors import InputError, MachineError
from grader.core.show import show
from grader.review.address import Address
from grader.review.book import Book
from grader.review.open_desk import open_desk
from grader.review.page_server import page_server


def serve(folder: Path, address: Address, tell: Callable[[str], None], *, blind: bool = False) -> None:
    """Serve until interrupted; `tell` hears what whoever started it must read, first the addresses to open.

    Raises InputError for options that do not fit, or a course that is wrong, before anything listens.
    """
    _require_fit(address)
    users = address.users or (getpass.getuser(),)
    with contextlib.ExitStack() as stack:
        book = Book(folder, blind=blind)
        stack.callback(book.close)
        listening = _listen(address)
        stack.callback(listening.close)
        desk = open_desk(folder.resolve(), book, address, listening.getsockname()[1], users, tell)
        stack.callback(desk.requests.close)
        stack.callback(desk.runner.close)
        tell("Open your address, each once; Ctrl-C ends the page.")
        for user in users:
            desk.announce(user)
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it
            page_server(desk, address).run(sockets=[listening])
        unwritten = len(book.now().unwritten)
    if unwritten:
        tell(f"numbers of {unwritten} students are not in the gradebook yet; write it with: grader regrade")


def _require_fit(address: Address) -> None:
    if (address.certificate is None) != (address.key is None):
        raise InputError("--tls-cert and --tls-key belong together")
    if any(not user.strip() for user in address.users) or len(set(address.users)) < len(address.users):
        raise InputError("each --user needs a name of its own")
    if address.certificate is not None:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(address.certificate, address.key)
        except (OSError, ssl.SSLError) as error:
            raise InputError(f"no certificate and key in PEM: {error}", file=address.certificate) from error
    if not address.beyond:
        return
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(address.host).is_unspecified:
            what = f"--host {address.host} is no address that a browser can open"
            raise InputError(what, hint="give the name or the address by which others reach this machine")
    if address.certificate is None:
        what = f"--host {show(address.host, 80)} lets other machines in, so that marks would cross the network in the open"
        raise InputError(what, hint="add --tls-cert FILE and --tls-key FILE")
    if not address.users:
        raise InputError("beyond this machine every user needs a name", hint="add --user NAME for each person")


def _listen(address: Address) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise InputError(f"--host {show(address.host, 80)}: {error.strerror or error}") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(128)  # from here on a browser may come: it waits until the first page is ready
    except OSError as error:
        listening.close()
        what = f"cannot listen on {show(address.host, 80)} port {address.port}: {error.strerror or error}"
        raise MachineError(f"{what}\n  hint: choose another with --port") from error
    return listening
