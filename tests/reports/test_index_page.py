from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from grader.core.roster import Roster
from grader.core.scores import State
from grader.reports.index_page import index_page


@pytest.fixture
def render(case: Any) -> Any:
    def with_changes(**changes: Any) -> str:
        given = {
            "course": case.course,
            "roster": case.roster,
            "marks": case.marks,
            "evidence": case.evidence,
            "yardsticks": case.yardsticks,
            "generated_at": "2027-01-09 09:30",
            "sandbox": "bubblewrap",
            "warnings": (),
        } | changes
        return index_page(**given)

    return with_changes


def _number(points: Decimal | None, of: str = "") -> str:
    text = "—not known yet" if points is None else str(points.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return f"{text} / {of}" if of else text


def test_every_students_numbers_on_the_page_are_those_of_the_marks(case: Any, render: Any, read_page: Any) -> None:
    rows = read_page(render()).tables[-1][1:]
    assert len(rows) == len(case.marks)
    for row, mark in zip(rows, case.marks, strict=True):
        project, exam = mark.components
        assert row[1] == mark.student.id
        assert row[3:7] == [
            _number(project.points, "100"),
            _number(exam.points, "40"),
            _number(mark.percent),
            mark.grade or "—not known yet",
        ]


def test_every_groups_points_and_accuracy_on_the_page_are_those_measured(case: Any, render: Any, read_page: Any) -> None:
    rows = read_page(render()).tables[0][1:]
    assert [row[0].split(maxsplit=1)[0] for row in rows][:2] == ["Group", "Convolution"]
    for row, group in zip(rows, case.roster.groups, strict=True):
        mark = next(mark for mark in case.marks if mark.student.group == group.id)
        assert row[3] == _number(mark.components[0].points, "100")
        evidence = case.evidence.get(group.id)
        counted = evidence.evaluation("committed") if evidence else None
        if counted and counted.accuracy is not None:
            low, high = counted.interval
            assert row[2].endswith(f"{counted.accuracy:.4f} ({low:.4f} to {high:.4f})")


def test_an_unknown_number_is_a_dash_and_never_a_zero(render: Any, read_page: Any) -> None:
    page = read_page(render())
    assert not [cell for table in page.tables for row in table for cell in row if cell.startswith("0.00")]
    assert "7 not known yet and not drawn" in " ".join(page.text.split())


def test_what_needs_staff_comes_first_and_names_each_group_once(render: Any, read_page: Any) -> None:
    text = " ".join(read_page(render()).text.split())
    assert "Presentation: to be marked by staff 3 groups: Convolution & Sons, 第三組, Late starters" in text
    assert "Exam: no exam result 2 students: O'Brien, Pat, Ana Souza" in text
    assert text.index("this machine failed") < text.index("to be marked by staff")


def test_a_run_without_a_wall_is_warned_about_on_top(render: Any, read_page: Any) -> None:
    assert "No wall" not in render()
    for name in ("none", "none (asked for)", ""):
        text = read_page(render(sandbox=name)).text
        assert text.index("No wall stood around the submissions") < text.index("What needs you")
    assert "the clock jumped" in read_page(render(warnings=["the clock jumped"])).text


def test_members_with_points_of_their_own_are_pointed_out(case: Any, render: Any, read_page: Any) -> None:
    first = case.marks[0]
    project = replace(first.components[0], points=Decimal(80), reason="set by Lin: did the demonstration alone")
    changed = (replace(first, components=(project, *first.components[1:])), *case.marks[1:])
    assert read_page(render(marks=changed)).tables[0][1][3].endswith("differs by member")


def test_a_course_without_students_measurements_or_yardsticks_still_has_a_page(render: Any, read_page: Any) -> None:
    empty = read_page(render(roster=Roster(()), marks=(), evidence={}, yardsticks={}))
    assert "Nothing: every student is fully graded." in empty.text
    assert "No total is known yet." in empty.text
    bare = read_page(render(marks=(), evidence={}))
    assert "not measured yet" in bare.text


def test_states_are_counted(case: Any, render: Any, read_page: Any) -> None:
    text = " ".join(read_page(render()).text.split())
    graded = sum(mark.state is State.FULLY_GRADED for mark in case.marks)
    assert f"{graded} / {len(case.marks)} Graded" in text


def test_the_same_marks_make_the_same_bytes(render: Any) -> None:
    assert render() == render()
