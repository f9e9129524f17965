"""Bring together what the pages work with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from grader.core.show import show
from grader.gradebook.request_book import RequestBook
from grader.review.address import LOOPBACK, Address
from grader.review.book import Book
from grader.review.desk import Desk
from grader.review.door import Door
from grader.review.runner import Runner
from grader.review.sessions import Sessions


def open_desk(folder: Path, book: Book, address: Address, port: int, users: Sequence[str], say: Callable[[str], None]) -> Desk:
    """Return the desk of a page that listens on `port`; `say` hears each user's address, and the next one when it was used."""
    scheme = "https" if address.certificate else "http"
    names = {address.host} if address.beyond else LOOPBACK
    hosts = {f"[{name}]:{port}" if ":" in name else f"{name}:{port}" for name in names}
    hosts |= set(names) if port in {80, 443} else set()  # browsers leave the usual port out
    sessions = Sessions(users)
    shown = f"[{address.host}]" if ":" in address.host else address.host

    def announce(user: str) -> None:
        say(f"{show(user, 60)}: {scheme}://{shown}:{port}/login?token={sessions.token(user)}")

    door, cookie = Door(frozenset(hosts), scheme), f"grader_review_{port}"
    return Desk(folder, book, sessions, door, Runner(folder), RequestBook.open(folder), announce, cookie)
