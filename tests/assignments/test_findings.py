from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from grader.assignments.findings import findings
from grader.assignments.marked import marked, task_targets
from grader.assignments.score_tasks import test_tasks
from grader.core.adjusted import Adjusted
from grader.core.assignment import AssignmentResult, Task, Where
from grader.core.errors import InputError
from grader.core.evidence import RunStatus
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Component, Course, Criterion, Per, Source
from grader.core.scores import Adjustment, State
from grader.core.staff_warnings import staff_warnings

D = Decimal
ROSTER = Roster(
    (
        Group("g1", "", (Student("s1", "Ann", "", "g1"), Student("s2", "Bo", "", "g1"))),
        Group("g2", "", (Student("s3", "Cy", "", "g2"),)),
    )
)


def result(who: str) -> AssignmentResult:
    task = Task("t", "t", D(3), D(4), State.FULLY_GRADED, Where.OUTSIDE)
    return AssignmentResult("hw1", who, "x.ipynb", "", RunStatus.OK, tasks=(task,))


def found(*who: str, zero: bool) -> dict[str, float | None]:
    hw1 = Criterion("hw1", "First", D(10))
    part = Component("work", "Work", D(100), Source.ASSIGNMENTS, Per.STUDENT, (hw1,), missing_is_zero=zero)
    given = findings(Course("x", (part,)), ROSTER, lambda _: {one: result(one) for one in who})
    return {student: finding.value for student, finding in given["work.hw1"].items()}


@pytest.mark.parametrize(("zero", "others"), [(False, {}), (True, {"s2": 0, "s3": 0})])
def test_what_is_missing_is_open_or_worth_nothing_as_the_rubric_says(zero: bool, others: dict[str, float]) -> None:
    assert found("s1", zero=zero) == {"s1": 0.75} | others


def test_a_notebook_of_the_group_is_every_member_s() -> None:
    assert found("g1", zero=True) == {"g1": 0.75, "s3": 0}


def test_before_anybody_is_graded_nothing_is_known_of_anybody() -> None:
    assert found(zero=True) == {}


def test_three_thirds_of_three_tasks_are_one_whole() -> None:
    first = {
        "group": "f::test_a",
        "points": "1",
        "share": None,
        "hidden": False,
        "title": "",
        "detail": "",
        "raised": "",
        "hint": "",
    }
    cases = {
        f"test_{task}[{case}]": {**first, "group": f"f::test_{task}", "outcome": "failed" if case else "passed"}
        for task in "abc"
        for case in range(3)
    }
    whole = replace(result("s1"), tasks=tuple(test_tasks(cases)))
    part = Component("work", "Work", D(100), Source.ASSIGNMENTS, Per.STUDENT, (Criterion("hw1", "First", D(10)),))
    finding = findings(Course("x", (part,)), ROSTER, lambda _: {"s1": whole})["work.hw1"]["s1"]
    assert (finding.value, finding.reason) == (pytest.approx(1 / 3, abs=1e-15), "1 of 3 points")


def waiting(maximum: int) -> AssignmentResult:
    return replace(result("s1"), tasks=(Task("why", "Why", None, D(maximum), State.PENDING_MANUAL, Where.STAFF),))


def test_a_mark_above_what_the_task_is_worth_now_is_refused_with_its_author() -> None:
    mark = Adjustment("assignments.hw1.why", "s1", D(2), "good", "Wu", "2027-01-09T10:00:00+08:00")
    assert marked(waiting(3), [mark]).points == 2
    with pytest.raises(InputError, match=r"Wu set assignments\.hw1\.why of s1 to 2 points, outside 0 to 1") as caught:
        marked(waiting(1), [mark])
    assert "to points from 0 to 1" in str(caught.value)


def test_a_mark_of_a_task_counts_and_one_of_a_task_that_is_gone_does_not() -> None:
    part = Component("work", "Work", D(100), Source.ASSIGNMENTS, Per.STUDENT, (Criterion("hw1", "First", D(10)),))
    course = Course("x", (part,))
    marks = [
        Adjustment(f"assignments.hw1.{task}", "s1", D(2), "good", "Wu", "2027-01-09T10:00:00+08:00") for task in ("why", "how")
    ]
    tasks = task_targets("hw1", [waiting(3)])
    (said,) = staff_warnings(course, ROSTER, None, Adjusted.of(marks), tasks=tasks)
    assert said == "2 points of s1, set by Wu, count nowhere: the rubric has no assignments.hw1.how"
