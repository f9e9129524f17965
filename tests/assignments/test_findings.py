from __future__ import annotations

from decimal import Decimal

import pytest

from grader.assignments.findings import findings
from grader.core.assignment import AssignmentResult, Task, Where
from grader.core.evidence import RunStatus
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Component, Course, Criterion, Per, Source
from grader.core.scores import State

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
