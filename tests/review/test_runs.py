"""Runs from the browser: what is said streams, a second one is refused, and what was written equals what is shown."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from grader.core.rounding import half_up
from grader.review.runner import Runner


def _ended(runner: Runner, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while runner.running:
        assert time.monotonic() < until, [line.text for line in runner.lines()]
        time.sleep(0.05)


def test_the_gradebook_is_written_and_says_what_the_pages_say(serve: Any, marked: Path, rows: Any) -> None:
    served = serve(marked)
    visitor = served.visitor()
    form = {"who": served.ref("g01"), "seen": "0", "comment": ""}
    visitor.post("/mark", criterion="project.talk", points="25", **form)
    visitor.post("/mark", criterion="project.poster", points="50", **form)
    assert "are not in the gradebook" in visitor.get("/").text
    assert visitor.post("/run/write").location == "/run"
    streamed = visitor.get("/run/events").text
    assert "event: line\ndata: — regrade\n" in streamed
    assert streamed.rstrip().splitlines()[-2] == "event: ended"
    _ended(served.desk.runner)
    assert "are not in the gradebook" not in visitor.get("/").text
    now = served.desk.book.now()
    book = rows(marked)
    assert book["s1"]["project_points"] == "140.00"
    for marks in now.marks.values():
        for mark in marks:
            for one in mark.components:
                shown = "" if one.points is None else f"{half_up(one.points, Decimal('0.01')):.2f}"
                assert book[mark.student.id][f"{one.id}_points"] == shown
    table = visitor.get("/").text.partition('id="rows"')[2]
    shown = dict(
        re.findall(r'<bdi>([^<]+)</bdi></a>.*?data-label="Project">(?:<span aria-hidden="true">)?([^<]+)<', table, re.DOTALL)
    )
    assert shown == {row["group"]: row["project_points"] or "—" for row in book.values()}
    assert {**shown}["g01"] == "140.00"


def test_one_run_at_a_time_and_it_can_be_stopped(serve: Any, marked: Path) -> None:
    served = serve(marked)
    visitor = served.visitor()
    assert visitor.post("/run/start", group=served.ref("g01"), again="yes").status == 303
    assert served.desk.runner.running
    answer = visitor.post("/run/start")
    assert (answer.status, "is still running" in answer.text) == (409, True)
    assert visitor.post("/run/stop").status == 303
    visitor.post("/run/stop")
    _ended(served.desk.runner)
    text = "\n".join(line.text for line in served.desk.runner.lines())
    assert "grade-all: g01, again" in text
    assert "stopped" in text


def test_a_group_that_is_not_in_the_roster_starts_nothing(serve: Any, marked: Path) -> None:
    served = serve(marked)
    for name in ("g01", "--sandbox=none", "../x"):
        assert served.visitor().post("/run/start", group=name).status == 404
    assert not served.desk.runner.running


def test_a_blind_page_hides_names_also_in_what_a_run_says(serve: Any, marked: Path) -> None:
    served = serve(marked, blind=True)
    visitor = served.visitor()
    served.desk.runner.start("explain", ["explain", "g03"])
    _ended(served.desk.runner)
    assert any("g03" in line.text for line in served.desk.runner.lines())
    assert "g03" not in visitor.get("/run").text + visitor.get("/run/events").text
