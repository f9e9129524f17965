from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from grader.review.address import Address
from grader.review.book import Book
from grader.review.desk import Desk
from grader.review.open_desk import open_desk
from grader.review.page_server import page_server

RUBRIC = """\
course: "Deep Learning"
components:
  project:
    weight: 60
    source: repository
    per: group
    criteria:
      runs: {points: 15, check: notebook_runs}
      accuracy: {points: 60, check: accuracy, bands: {constant: 0, linear: 20, cnn: 50, 1.0: 60}}
      talk:
        points: 25
        levels: {25: "Clear, with a demonstration", 15: Clear, 0: Missed}
        strict: true
      poster: {points: 50, levels: {50: Fine, 20: Crowded}}
  report:
    weight: 10
    source: marks
    criteria:
      text: {points: 20, levels: free, markers: {count: 2, combine: mean, differ: 5}}
  diary:
    weight: 10
    source: marks
    per: student
    criteria:
      pages: {points: 10, levels: free}
  exam: {weight: 20, source: exam, per: student}
"""


@pytest.fixture
def marked(measured: Path) -> Path:
    """Return the course with a rubric of its own, of which much is marked by hand."""
    (measured / "own.yaml").write_text(RUBRIC, encoding="utf-8")
    file = measured / "course.yaml"
    text = file.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./own.yaml")
    file.write_text(text, encoding="utf-8")
    return measured


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def field(self, name: str, form: str = "") -> str:
        """Return the value of a hidden field, of the first form or of the first after the text `form`."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text[self.text.index(form) :])
        assert found, f"no field {name}"
        return unescape(found[1])


@dataclass
class Visitor:
    """A browser without a screen: it keeps its cookie, and follows nothing by itself."""

    port: int
    cookie: str = ""
    csrf: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        said = {"Host": f"127.0.0.1:{self.port}", **({"Cookie": self.cookie} if self.cookie else {})}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = None if form is None else urlencode(form)
        if body is not None:
            said.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection.request(method, path, body, said)
        raw = connection.getresponse()
        answer = Answer(raw.status, {k.lower(): v for k, v in raw.getheaders()}, raw.read().decode())
        connection.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, **fields: str) -> Answer:
        return self.ask("POST", path, {"csrf": self.csrf, **fields})

    def enter(self, token: str) -> Answer:
        answer = self.ask("POST", "/login", {"token": token})
        self.cookie = answer.headers.get("set-cookie", "").partition(";")[0]
        if self.cookie:
            self.csrf = self.get("/").field("csrf")
        return answer


@dataclass
class Served:
    """A review page that is being served in this process."""

    desk: Desk
    port: int
    announced: list[str]

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visitor(self, user: str = "") -> Visitor:
        """Return somebody who has come in."""
        visitor = Visitor(self.port)
        assert visitor.enter(self.token(user)).status == 303
        return visitor

    def token(self, user: str = "") -> str:
        line = next(line for line in reversed(self.announced) if line.startswith(f"{user}: " if user else ""))
        return urlsplit(line.split(": ", 1)[1]).query.removeprefix("token=")

    def ref(self, name: str) -> str:
        refs = self.desk.book.now().references
        return refs.names.get(("group", name)) or refs.names["student", name]


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Return a function that serves a course's review page until the test has ended."""
    running: list[tuple[Any, threading.Thread, Desk]] = []

    def start(folder: Path, *users: str, blind: bool = False, address: Address | None = None) -> Served:
        book = Book(folder, blind=blind)
        listening = socket.create_server(("127.0.0.1", 0))
        port, announced = listening.getsockname()[1], list[str]()
        desk = open_desk(folder, book, address or Address(), port, users or ("Wu",), announced.append)
        for user in users or ("Wu",):
            desk.announce(user)
        server = page_server(desk, address or Address())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        running.append((server, thread, desk))
        while not server.started:
            time.sleep(0.01)
        return Served(desk, port, announced)

    yield start
    for server, thread, desk in running:
        server.should_exit = True
        thread.join(20)
        desk.runner.close()
        desk.requests.close()
        desk.book.close()
