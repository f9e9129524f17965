from __future__ import annotations

from decimal import Decimal

import pytest

from grader.core.assignment import AssignmentResult, Task, Where
from grader.core.evidence import RunStatus
from grader.core.scores import State
from grader.reports.assignment_feedback import assignment_feedback


def _task(name: str, points: str | None, where: Where = Where.OUTSIDE, *, message: str = "", hidden: bool = False) -> Task:
    state = State.FULLY_GRADED if points is not None else State.PENDING_MANUAL
    earned = None if points is None else Decimal(points)
    return Task(name, name, earned, Decimal(5), state, where, message, "the expected answer 42", hidden=hidden)


def _result(*tasks: Task, message: str = "", notes: tuple[str, ...] = ()) -> AssignmentResult:
    return AssignmentResult("hw1", "s1", "hw1.ipynb", "", RunStatus.OK, message, tasks, notes)


def test_every_cell_and_test_has_its_points_and_its_reason() -> None:
    text = assignment_feedback(_result(_task("rows", "2.50", message="partly"), _task("why", None, Where.STAFF)), "Softmax")
    assert text.startswith("# Softmax\n")
    assert "Points: not known yet of 10" in text
    assert "| rows | 2.5 of 5 | partly |" in text
    assert "| why | not known yet of 5 |  |" in text


def test_hidden_tests_are_counted_and_not_named() -> None:
    hidden = [_task(name, "0", message="a secret", hidden=True) for name in ("first-secret", "second-secret")]
    text = assignment_feedback(_result(_task("rows", "5"), *hidden), "Softmax")
    assert "| 2 hidden tests | 0 of 10 | |" in text
    assert "secret" not in text


def test_what_only_staff_may_read_is_never_in_it() -> None:
    assert "42" not in assignment_feedback(_result(_task("rows", "0", message="the answer is not right")), "Softmax")


def test_it_says_which_tests_ran_in_reach_of_the_students_code() -> None:
    mixed = assignment_feedback(_result(_task("outside", "5"), _task("inside", "5", Where.KERNEL)), "Softmax")
    assert "| inside ° |" in mixed
    assert "| outside |" in mixed
    assert "ran in the same process as your own code" in mixed
    assert "°" not in assignment_feedback(_result(_task("outside", "5")), "Softmax")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "[x](javascript:1)", "a | b\n# c", "\x1b[31mred", "![](http://x)"]
)
def test_nothing_that_a_student_wrote_is_markup(hostile: str) -> None:
    text = assignment_feedback(_result(_task("rows", "0", message=hostile), message=hostile, notes=(hostile,)), hostile)
    for mark in ("<script", "](", "\n# c", "\x1b", "a | b"):
        assert mark not in text
