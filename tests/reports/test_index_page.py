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


def test_every_groups_numbers_on_the_page_are_those_measured(case: Any, render: Any, read_page: Any) -> None:
    rows = next(table for table in read_page(render()).tables if table[0][0] == "Group")[1:]
    assert [row[0].split(maxsplit=1)[0] for row in rows][:2] == ["Group", "Convolution"]
    for row, group in zip(rows, case.roster.groups, strict=True):
        mark = next(mark for mark in case.marks if mark.student.group == group.id)
        assert row[4] == _number(mark.components[0].points)
        evidence = case.evidence.get(group.id)
        counted = evidence.evaluation("committed") if evidence else None
        if counted and counted.accuracy is not None:
            low, high = counted.interval
            assert row[2] == f"{counted.accuracy:.4f} ({low:.4f}–{high:.4f})"
        placed = evidence.standing.placed if evidence and evidence.standing else ()
        assert row[3] == (str(placed[0].rank) if placed else "—not known yet")


def test_the_bands_on_the_page_are_the_groups_standings(case: Any, render: Any, read_page: Any) -> None:
    table = next(table for table in read_page(render()).tables if table[0][0] == "Band")
    assert [[row[0], row[2]] for row in table[1:]] == [["1", "2"], ["2", "1"]]
    assert table[1][3] == "Convolution & Sons, Group 1"


def test_the_spread_of_every_number_is_that_of_the_marks(case: Any, render: Any, read_page: Any) -> None:
    page = read_page(render())
    drawn = {
        str(a["aria-label"]).split(" in percent.")[0]: a["aria-label"] for t, a in page.tags if a.get("class") == "histogram"
    }
    assert set(drawn) == {"Total", "Project", "Exam"}
    exams = [mark.components[1].percent for mark in case.marks if mark.components[1].percent is not None]
    bins = [sum(10 * i <= percent < 10 * i + 10 + (i == 9) for percent in exams) for i in range(10)]
    assert drawn["Exam"] == "Exam in percent. Students in each range: " + ", ".join(
        f"{10 * i}–{10 * i + 10}: {count}" for i, count in enumerate(bins)
    )
    text = " ".join(page.text.split())
    assert f"lowest {_number(min(exams))}, highest {_number(max(exams))}" in text


def test_the_slowest_stages_name_the_slowest_group(case: Any, render: Any, read_page: Any) -> None:
    stages = {row[0]: row[1:] for row in read_page(render(durations={"Group 1": 300.0, "第三組": 90.5})).tables[-1][1:]}
    assert stages["Running the notebook"] == ["4", "3 min 04 s", "20 min 00 s", "20 min 00 s", stages["Its slowest cell"][-1]]
    assert stages["Everything, from the clone on"] == ["2", "3 min 15 s", "5 min 00 s", "5 min 00 s", "Group 1"]


def test_an_unknown_number_is_a_dash_and_never_a_zero(render: Any, read_page: Any) -> None:
    page = read_page(render())
    assert not [cell for table in page.tables[:-1] for row in table for cell in row if cell.startswith("0.00")]
    assert "7 students not known yet and not drawn" in " ".join(page.text.split())


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
    rows = next(table for table in read_page(render(marks=changed)).tables if table[0][0] == "Group")
    assert rows[1][4].endswith("differs by member")


def test_a_course_without_students_measurements_or_yardsticks_still_has_a_page(render: Any, read_page: Any) -> None:
    empty = read_page(render(roster=Roster(()), marks=(), evidence={}, yardsticks={}))
    assert "Nothing: every student is fully graded." in empty.text
    assert "None is known yet." in empty.text
    bare = read_page(render(marks=(), evidence={}))
    assert "not measured yet" in bare.text


def test_states_are_counted(case: Any, render: Any, read_page: Any) -> None:
    text = " ".join(read_page(render()).text.split())
    graded = sum(mark.state is State.FULLY_GRADED for mark in case.marks)
    assert f"{graded} / {len(case.marks)} Graded" in text


def test_the_same_marks_make_the_same_bytes(render: Any) -> None:
    assert render() == render()
