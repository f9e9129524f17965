from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from grader.core.assignment import AssignmentResult, Task, Where
from grader.core.evidence import RunStatus
from grader.core.scores import State
from grader.reports.answers_page import answers_page

_TASK = Task("why", "why", None, Decimal(3), State.PENDING_MANUAL, Where.STAFF, "to be marked by staff")


def _page(*answers: Task) -> str:
    results = {f"s{n}": AssignmentResult("hw1", f"s{n}", "", "", RunStatus.OK, "", (task,)) for n, task in enumerate(answers, 1)}
    return answers_page("hw1", "Softmax & more", results, generated_at="2027-01-09")


def test_every_answer_stands_under_its_task_with_its_mark() -> None:
    marked = replace(_TASK, points=Decimal(2), state=State.FULLY_GRADED, message="clear", answer="first line\nsecond line")
    page = _page(marked, replace(_TASK, answer="other"))
    assert page.count("<h2") == 1
    assert '<pre class="source">first line\nsecond line</pre>' in page
    assert "to be marked" in page
    assert "clear" in page
    assert "Softmax &amp; more" in page


def test_an_answer_is_text_and_nothing_else() -> None:
    page = _page(replace(_TASK, answer="</pre><script>alert(1)</script><img src=x onerror=y> \x1b[31m \u202e"))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_tests_are_not_on_the_page() -> None:
    page = _page(replace(_TASK, where=Where.OUTSIDE, answer="x"))
    assert "Nothing here is marked by staff." in page
