from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from grader.core.metrics import per_class
from grader.core.scores import ComponentScore


@pytest.fixture
def render(case: Any, group_file: Any) -> Any:
    def with_changes(number: int, **changes: Any) -> str:
        group = case.roster.groups[number]
        given = {
            "course": case.course,
            "group": group,
            "marks": case.marks,
            "evidence": case.evidence.get(group.id),
            "yardsticks": case.yardsticks,
            "generated_at": "2027-01-09 09:30",
            "notebook": case.notebooks.get(group.id),
        } | changes
        return str(group_file(".html", **given))

    return with_changes


def _points(score: Any) -> str:
    text = "—not known yet" if score.points is None else str(score.points.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return f"{text} / {score.maximum}"


@pytest.mark.parametrize("number", range(5))
def test_the_receipt_holds_every_criterion_with_its_points_reason_and_rule(
    case: Any, render: Any, read_page: Any, number: int
) -> None:
    group = case.roster.groups[number]
    project = next(mark for mark in case.marks if mark.student.group == group.id).components[0]
    *rows, total = read_page(render(number)).tables[0][1:]
    for row, score in zip(rows, project.criteria, strict=True):
        assert row[:2] == [score.title, _points(score)]
        assert score.reason in row[3]
        assert score.rule in row[3]
        if score.interval:
            assert row[2] == f"{score.value:.4f} ({score.interval[0]:.4f}–{score.interval[1]:.4f})"
    assert total[1] == _points(project)
    assert project.reason in total[3]


def test_while_a_criterion_is_open_the_known_ones_are_added_up_but_not_where_the_lowest_will_not_count(
    case: Any, render: Any, read_page: Any
) -> None:
    project, exam = case.course.components
    lenient = replace(case.course, components=(replace(project, drop_lowest=1), exam))
    for course, said in ((case.course, True), (lenient, False)):
        total = read_page(render(1, course=course)).tables[0][-1]
        assert total[1] == "—not known yet / 100"
        assert ("So far 68.81 of 75 points; the rest is not known yet." in total[3]) == said


def test_the_confusion_matrix_and_the_classes_are_those_measured(case: Any, render: Any, read_page: Any) -> None:
    evaluation = case.evidence[case.roster.groups[3].id].evaluations[0]
    tables = read_page(render(3)).tables
    matrix = next(table for table in tables if table[0][0] == "True digit")
    for row, counts, total in zip(matrix[1:], evaluation.confusion, evaluation.class_counts, strict=True):
        assert [int(cell) for cell in row[1:]] == [*counts, total - sum(counts)]
    classes = next(table for table in tables if table[0][1] == "Precision")
    for row, score in zip(classes[1:], per_class(evaluation.confusion, evaluation.class_counts), strict=True):
        assert row[1:] == [f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}", str(score.support)]


def test_the_drawn_matrix_has_a_text_alternative(render: Any, read_page: Any) -> None:
    drawings = [attributes for tag, attributes in read_page(render(0)).tags if tag == "svg"]
    assert drawings
    assert all(one["role"] == "img" and one["aria-label"] for one in drawings)
    assert any("9 taken for 4 9 times" in str(one["aria-label"]) for one in drawings)


def test_a_failed_run_opens_its_cells_and_shows_the_failing_one(render: Any, read_page: Any) -> None:
    page = read_page(render(2))
    assert "Where it stopped" in page.text
    assert "win32gui.GetDC(0)" in page.text
    assert any(tag == "details" and "open" in attributes for tag, attributes in page.tags)
    assert "Where it stopped" not in read_page(render(0)).text


def test_personal_results_stay_off_the_page_that_the_group_reads(case: Any, render: Any, read_page: Any) -> None:
    text = read_page(render(0)).text
    assert "36.00" not in text
    assert "totals stand in the gradebook" in text


def test_a_password_in_the_rosters_address_is_not_shown(render: Any) -> None:
    page = render(3)
    assert "example.org/4.git" in page
    assert "token4" not in page


def test_lateness_follows_a_deadline_that_was_moved(render: Any, read_page: Any) -> None:
    assert "1,565 minutes (1 d 2 h 5 min)" in read_page(render(3)).text
    later = datetime(2027, 1, 9, 17, 4, 9, tzinfo=UTC)
    assert "60 minutes (1 h)" in read_page(render(3, deadline=later)).text


def test_committed_at_is_marked_as_a_claim(render: Any, read_page: Any) -> None:
    assert "as the group's commits claim" in read_page(render(0)).text


def test_a_group_not_measured_yet_has_a_page(render: Any, read_page: Any) -> None:
    assert "Nothing has been measured yet." in read_page(render(4)).text
    assert "Nothing has been measured yet." in read_page(render(4, marks=())).text


def test_evidence_measured_without_a_wall_is_warned_about(case: Any, render: Any, read_page: Any) -> None:
    evidence = case.evidence["Group 1"]
    bare = replace(evidence, provenance=replace(evidence.provenance, sandbox="none"))
    assert "No wall stood around this submission" in read_page(render(0, evidence=bare)).text


def test_members_whose_points_differ_are_listed_with_the_reason(case: Any, render: Any, read_page: Any) -> None:
    second = case.marks[1]
    project = second.components[0]
    *others, presentation = project.criteria
    alone = replace(presentation, points=Decimal(20), reason="set by Lin: did not speak")
    changed = replace(project, points=Decimal("85.1875"), criteria=(*others, alone))
    marks = (case.marks[0], replace(second, components=(changed, *second.components[1:])))
    table = next(one for one in read_page(render(0, marks=marks)).tables if one[0][0] == "Member")
    assert table[2][1] == "85.19 / 100"
    assert "Presentation: 20.00 / 25, set by Lin: did not speak" in table[2][2]
    assert "Notebook runs" not in table[2][2]


def test_parts_of_a_part_are_shown_with_what_holds_for_the_whole(case: Any, render: Any, read_page: Any) -> None:
    project, exam = case.course.components
    course = replace(
        case.course, components=(replace(project, id="work", title="Coursework", criteria=(), components=(project,)), exam)
    )
    mark = case.marks[0]
    whole = ComponentScore(
        "work", "Coursework", Decimal(70), Decimal(100), Decimal(60), mark.state, "set by Lin: agreed", (), (mark.components[0],)
    )
    page = read_page(render(0, course=course, marks=(replace(mark, components=(whole, mark.components[1])),)))
    assert "Points: Coursework: Project" in page.text
    assert "Coursework as a whole, 70.00 / 100: set by Lin: agreed" in " ".join(page.text.split())
