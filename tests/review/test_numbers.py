"""Numbers that staff set: the reason is asked for, the history is whole, and undoing adds to it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.adjusted import Adjusted
from grader.core.scores import Adjustment
from grader.gradebook.store import Store
from grader.review.take_back import take_back


def _kept(course: Path) -> list[tuple[str, str, str, bool]]:
    with Store.open(course) as store:
        return [(one.target, one.subject, str(one.points), one.withdrawn) for one in store.adjustments()]


@pytest.fixture
def number() -> Any:
    """Return a function that opens a number of somebody, and one that sends a form of its page."""

    class Number:
        def __init__(self, served: Any, visitor: Any, target: str, who: str) -> None:
            self.visitor, self.form = visitor, {"target": target, "who": served.ref(who)}
            self.page = self.look()

        def look(self) -> Any:
            self.page = self.visitor.get("/history?" + urlencode(self.form))
            return self.page

        def send(self, what: str, **fields: str) -> Any:
            seen = fields.pop("seen", self.page.field("seen"))
            answer = self.visitor.post(f"/{what}", **self.form, seen=seen, **fields)
            self.look()
            return answer

    return Number


@pytest.mark.parametrize(("target", "who"), [("project.accuracy", "g01"), ("project", "g01"), ("total", "s1"), ("exam", "s2")])
def test_any_number_can_be_set_with_a_reason_and_taken_back(serve: Any, marked: Path, number: Any, target: str, who: str) -> None:
    served = serve(marked)
    before = served.desk.book.now()
    one = number(served, served.visitor(), target, who)
    assert one.send("adjust", points="12", reason="").status == 422
    assert one.send("adjust", points="1200", reason="x").status == 422
    assert _kept(marked) == []
    assert one.send("adjust", points="12", reason="a <b>good</b> reason").status == 303
    assert "a &lt;b&gt;good&lt;/b&gt; reason" in one.page.text
    assert served.desk.book.now().marks["g01"] != before.marks["g01"]
    assert one.send("undo", reason="").status == 422
    assert one.send("undo", reason="wrong group").status == 303
    assert served.desk.book.now().marks["g01"] == before.marks["g01"]
    assert "taken back" in one.page.text
    assert len(_kept(marked)) == 2


def test_undoing_brings_back_what_stood_before_and_can_be_undone(serve: Any, marked: Path, number: Any) -> None:
    served = serve(marked)
    one = number(served, served.visitor(), "project.talk", "g01")
    for points in ("15", "25"):
        assert one.send("adjust", points=points, reason=f"{points} points").status == 303
    assert one.send("undo", reason="misread").status == 303
    assert served.desk.book.now().adjusted.latest["project.talk", "g01"].points == 15
    assert one.send("undo", reason="no, right").status == 303
    assert served.desk.book.now().adjusted.latest["project.talk", "g01"].points == 25
    assert len(_kept(marked)) == 4


def test_who_has_not_seen_the_latest_number_is_shown_it(serve: Any, marked: Path, number: Any) -> None:
    served = serve(marked, "Wu", "Lin")
    wu, lin = (number(served, served.visitor(name), "project", "g01") for name in ("Wu", "Lin"))
    assert wu.send("adjust", points="90", reason="agreed").status == 303
    for what in ("adjust", "undo"):
        answer = lin.send(what, points="10", reason="mine", seen="0")
        assert (answer.status, "agreed" in answer.text) == (409, True)
    assert len(_kept(marked)) == 1


@pytest.mark.parametrize(("target", "who"), [("project.nothing", "g01"), ("../x", "g01"), ("", "g01")])
def test_what_the_course_does_not_know_is_not_found(serve: Any, marked: Path, target: str, who: str) -> None:
    served = serve(marked)
    visitor = served.visitor()
    assert visitor.get("/history?" + urlencode({"target": target, "who": served.ref(who)})).status == 404
    assert visitor.post("/adjust", target="project", who="nobody", seen="0", points="1", reason="x").status == 404


@given(st.lists(st.one_of(st.integers(0, 25), st.none()), min_size=1, max_size=12))
def test_a_number_after_undoing_is_always_what_it_was_before(steps: list[int | None]) -> None:
    """None undoes; the model is a list of states of which undoing takes the last but one."""
    entries: list[Adjustment] = []
    states: list[Decimal | None] = [None]
    for moment, step in enumerate(steps):
        at = f"2027-01-01T00:{moment:02d}:00+00:00"
        if step is not None:
            entries.append(Adjustment("project.talk", "g01", Decimal(step), "why", "Wu", at))
            states.append(Decimal(step))
        elif entries:
            entries.append(take_back(entries, "Wu", "undo", at, None))
            states.append(states[-2])
        found = Adjusted.of(entries).latest.get(("project.talk", "g01"))
        assert (found.points if found else None) == states[-1]
