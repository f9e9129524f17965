"""How quickly does the review page answer in a course of thousands of groups?

    python benchmarks/review_scale.py --groups 2500

It serves the page of a made-up course (that of large_course.py) in this process, asks it over HTTP as a browser would, also
right after a mark was set, and fails where the table takes longer than 200 ms. The first two times of each question are left
out. Results go to results/review_scale.md.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from large_course import measured_course

from grader.review.address import Address
from grader.review.book import Book
from grader.review.desk import Desk
from grader.review.open_desk import open_desk
from grader.review.page_server import page_server

_MOST = 0.2
_WARM = 2


def main() -> int:
    """Build the course, ask, write the table; 1 where the bound is broken."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--groups", type=int, default=2500)
    options.add_argument("--members", type=int, default=4)
    options.add_argument("--digits", type=int, default=10_000)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--folder", type=Path, help="keep the course here, and use it where it is already")
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "review_scale.md")
    chosen = options.parse_args()
    with TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary, "course")
        if not (folder / "course.yaml").is_file():
            measured_course(folder, chosen.groups, members=chosen.members, digits=chosen.digits)
        started = time.monotonic()
        book = Book(folder)
        opened = time.monotonic() - started
        with _served(folder, book) as (desk, port):
            took = _asked(desk, port, chosen.times)
    slowest = max(*took["the table"], *took["the table, after a mark"])
    chosen.out.write_text(_report(chosen, opened, took), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))
    return int(slowest > _MOST)


@contextmanager
def _served(folder: Path, book: Book) -> Iterator[tuple[Desk, int]]:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    desk = open_desk(folder, book, Address(), port, ("Wu",), lambda _: None)
    server = page_server(desk, Address())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield desk, port
    finally:
        server.should_exit = True
        thread.join()
        desk.requests.close()
        book.close()


def _asked(desk: Desk, port: int, times: int) -> dict[str, list[float]]:
    """Return the seconds of every answer, by what was asked."""
    session = desk.sessions.open(desk.sessions.token("Wu"))
    assert session is not None
    cookie = f"{desk.cookie}={session.id}"
    now = desk.book.now()
    groups, path = now.course.roster.groups, next(iter(now.criteria))
    took: dict[str, list[float]] = {}

    def ask(what: str, address: str, form: dict[str, str] | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrf": session.csrf, **form}) if form else None
        started = time.perf_counter()
        connection.request("POST" if form else "GET", address, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        took.setdefault(what, []).append(time.perf_counter() - started)
        assert answer.status in {200, 303}, (address, answer.status)
        connection.close()
        return answer.getheader("location") or text

    for number in range(times + _WARM):
        ref = now.references.of_group(groups[number * 7 % len(groups)])
        ask("the table", "/")
        ask("the table, filtered by words", "/?" + urlencode({"q": f"student s0{number:03}"}))
        ask("the table's last page", "/?" + urlencode({"show": "needs", "page": 99999}))
        ask("a group", f"/g/{ref}")
        page = ask("one criterion of a group", "/mark/one?" + urlencode({"criterion": path, "who": ref}))
        found = re.search(r'name="seen" value="([^"]*)"', page)
        assert found
        form = {"criterion": path, "who": ref, "seen": found[1], "points": "15", "comment": "", "then": "next"}
        at = ask("saving a mark", "/mark", form)
        ask("the table, after a mark", "/")
        ask("finding the next group", at)
    return {what: seconds[_WARM:] for what, seconds in took.items()}


def _report(chosen: argparse.Namespace, opened: float, took: dict[str, list[float]]) -> str:
    size = f"{chosen.groups * chosen.members:,} students, {chosen.groups:,} groups; {os.cpu_count()} cores"
    lines = [
        "# The review page of a large course", "",
        f"{size}, {datetime.now(UTC):%Y-%m-%d}. Reading and judging the course at the start took {opened:.1f} s.", "",
        f"| What is asked ({chosen.times} times) | Median, ms | Slowest, ms |", "|---|---:|---:|",
        *(f"| {what} | {1000 * statistics.median(each):.0f} | {1000 * max(each):.0f} |" for what, each in took.items()), "",
        "Made by `python benchmarks/review_scale.py`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
