"""Feedback holds points and reasons, each reader's own, and nothing that becomes markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.reports.feedback import Feedback, group_feedback, student_feedback
from grader.reports.write_feedback import write_feedback


def group_of(case: Any, number: int) -> Feedback:
    return group_feedback(case.course, case.roster.groups[number], case.marks, generated_at="2027-01-09 09:30")


def student_of(case: Any, number: int) -> tuple[Any, Feedback]:
    mark = case.marks[number]
    return mark, student_feedback(case.course, case.roster.group(mark.student.group), mark, generated_at="2027-01-09 09:30")


@pytest.mark.parametrize("number", range(5))
def test_a_groups_feedback_has_every_criterion_with_points_and_no_exam(case: Any, number: int, read_page: Any) -> None:
    found = group_of(case, number)
    mark = next(mark for mark in case.marks if mark.student.group == case.roster.groups[number].id)
    rows = [row for table in read_page(found.html).tables for row in table]
    for score in mark.components[0].criteria:
        shown = "—" if score.points is None else f"{float(score.points):.2f}"
        assert f"| {score.title} | {shown} / {score.maximum} |" in found.markdown
        assert any(row[0] == score.title and row[1].startswith(shown) for row in rows)
    assert "Points: Exam" not in found.markdown + found.html
    assert "Total" not in found.markdown.replace("totals", "")
    assert found.mail == ""


@pytest.mark.parametrize("number", range(12))
def test_a_students_feedback_has_the_own_exam_and_total_and_nobody_elses(case: Any, number: int) -> None:
    mark, found = student_of(case, number)
    exam = mark.components[1].points
    shown = "—" if exam is None else f"{float(exam):.2f}"
    assert f"| **Together** | **{shown} / 40** |" in found.markdown
    assert f"Exam: {shown} / 40" in found.mail
    if mark.percent is None:
        assert "The total is not known yet" in found.markdown
        assert "not known yet" in found.mail
        assert not re.search(r"Total: 0", found.markdown + found.mail)
    else:
        assert f", grade {mark.grade}" in found.markdown
        assert f", grade {mark.grade}" in found.mail
    others = [other.student.id for other in case.marks if other is not mark]
    assert [name for name in others if name in found.markdown + found.html + found.mail] == []


@pytest.mark.parametrize("number", range(12))
def test_nothing_of_a_group_becomes_markup_or_a_second_line(case: Any, number: int, read_page: Any) -> None:
    _, found = student_of(case, number)
    assert "<" not in found.markdown
    assert not {"script", "img", "a", "iframe"} & {
        tag for tag, values in read_page(found.html).tags if values.get("class") != "skip"
    }
    for text in (found.markdown, found.html, found.mail):
        assert not {"\x1b", "\u202e", "\x00"} & set(text)
    assert found.mail.count("Dear ") == 1


def test_nothing_held_back_is_in_it(case: Any) -> None:
    texts = [group_of(case, number) for number in range(5)] + [student_of(case, number)[1] for number in range(12)]
    for found in texts:
        for text in (found.markdown, found.html, found.mail):
            assert "5c5c5c5c" not in text  # the held-out set's hash
            assert "True digit" not in text  # of the confusion matrix
            assert "token" not in text  # of a repository's address


def test_without_a_date_the_same_points_give_the_same_text(case: Any) -> None:
    one, two = (group_feedback(case.course, case.roster.groups[0], case.marks, generated_at="") for _ in range(2))
    assert one == two
    assert "As of" not in one.markdown + one.html


def test_files_are_named_by_group_and_student(tmp_path: Path) -> None:
    said = Feedback("# a", "<p>", "x")
    paths = write_feedback(tmp_path, {"第三組": said, "g01": said}, {"s1": said})
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "groups/5b88ad8c.md", "groups/5b88ad8c.html", "groups/g01.md", "groups/g01.html", "students/s1.md", "students/s1.html",
    ]  # fmt: skip


def test_two_students_never_share_a_file(tmp_path: Path) -> None:
    said = Feedback("# a", "<p>", "x")
    with pytest.raises(InputError, match="'s 1' and 's-1' would share"):
        write_feedback(tmp_path, {}, {"s 1": said, "s-1": said})
    assert list(tmp_path.iterdir()) == []
