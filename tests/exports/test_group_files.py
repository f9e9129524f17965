"""results.json and result.json: a file a group, none where something is open, nothing of the exam."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from grader.core.rubric import Component, Per, Source
from grader.core.slug import slug
from grader.exports import EXPORTERS
from grader.exports.group_result import group_result


@pytest.mark.parametrize("name", ["gradescope", "classroom50"])
def test_what_is_written_are_the_committed_files(a_class: Any, golden: Any, name: str) -> None:
    for file, data in EXPORTERS[name](*a_class.known).items():
        golden(f"{name}-{file.replace('/', '-')}", data)


@pytest.mark.parametrize("name", ["gradescope", "classroom50"])
def test_a_group_with_something_open_has_no_file(a_class: Any, name: str) -> None:
    folders = {file.partition("/")[0] for file in EXPORTERS[name](*a_class.known)}
    assert folders == {slug(group) for group in ("g01", "=g02", "第三組")}
    assert group_result(a_class.course, a_class.roster.groups[3], a_class.marks) == "talk not marked"


@pytest.mark.parametrize("name", ["gradescope", "classroom50"])
def test_the_numbers_read_back_and_the_exam_is_no_part_of_them(a_class: Any, name: str) -> None:
    files = EXPORTERS[name](*a_class.known)
    points = {group.id: next(m for m in a_class.marks if m.student.group == group.id).components[0].points
              for group in a_class.roster.groups}  # fmt: skip
    for group in a_class.roster.groups[:3]:
        (data,) = (body for file, body in files.items() if file.startswith(f"{slug(group.id)}/"))
        document = json.loads(data)
        unit = 1 if name == "gradescope" else 100
        assert Decimal(str(document["score"])) / unit == points[group.id]
        assert "Exam" not in data.decode()


def test_gradescope_shows_points_only_once_they_are_published(a_class: Any) -> None:
    for data in EXPORTERS["gradescope"](*a_class.known).values():
        document = json.loads(data)
        assert document["stdout_visibility"] == "hidden"
        assert {document["visibility"], *(test["visibility"] for test in document["tests"])} == {"after_published"}
        assert all(set(test) >= {"score", "max_score", "name", "number", "output"} for test in document["tests"])


def test_classroom50_counts_in_whole_numbers_that_add_up(a_class: Any) -> None:
    for data in EXPORTERS["classroom50"](*a_class.known).values():
        document = json.loads(data)
        assert document["schema"] == "classroom50/result/v1"
        assert sum(test["score"] for test in document["tests"]) == document["score"]
        assert sum(test["max-score"] for test in document["tests"]) == document["max-score"]
        texts = ("classroom", "assignment", "owner", "submission", "commit", "release", "review")
        assert all(isinstance(document[field], str) and document[field] for field in texts)
        assert all(type(test["score"]) is int and type(test["passed"]) is bool for test in document["tests"])


def test_members_with_different_points_have_no_file_in_common(a_class: Any) -> None:
    first, second, *rest = a_class.marks
    project, exam = first.components
    marks = (replace(first, components=(replace(project, points=Decimal(60)), exam)), second, *rest)
    assert "different points" in str(group_result(a_class.course, a_class.roster.groups[0], marks))
    assert len(EXPORTERS["gradescope"](a_class.course, a_class.roster, marks)) == 2


def test_parts_graded_per_student_inside_a_component_stay_out(a_class: Any) -> None:
    project, exam = a_class.course.components
    whole = Component("all", "All", Decimal(100), Source.PARTS, Per.GROUP, components=(project, exam))
    course = replace(a_class.course, components=(whole,))
    marks = [
        replace(mark, components=(replace(mark.components[0], id="all", criteria=(), components=mark.components),))
        for mark in a_class.marks
    ]
    found = group_result(course, a_class.roster.groups[0], marks)
    assert not isinstance(found, str)
    assert [score.id for score in found.components] == ["project"]
    assert found.points == Decimal("51.5")
