"""Extensions: given by command or in a file, kept for ever, and worked out again whenever a deadline moves."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.scores import State
from grader.gradebook.store import Store


@pytest.fixture
def late(measured: Path, grader: Any) -> Path:
    """Return the course with every talk marked and a deadline a day before the commits: 10 % of 96, 91 and 100 are off."""
    for group in ("g01", "第二組", "g03"):
        assert grader("adjust", "project.presentation", group, "25", "--reason", "clear", "-C", measured).status == 0
    _change(measured, "2027-01-08T23:59", "2027-01-07T23:59")
    assert grader("regrade", "-C", measured).status == 0
    return measured


def _change(course: Path, old: str, new: str) -> None:
    file = course / "course.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_group_with_an_extension_is_no_longer_late_and_all_is_kept(late: Path, grader: Any, rows: Any) -> None:
    assert rows(late)["s1"]["project_points"] == "86.40"
    ended = grader("extend", "g01", "--by", "1 d", "--reason", "two of three were ill", "--author", "Prof. Wu", "-C", late)
    assert (ended.status, ended.err) == (0, "")
    assert "until 2027-01-08T23:59:00+08:00" in ended.out
    assert [rows(late)[student]["project_points"] for student in ("s1", "s2", "s4")] == ["96.00", "96.00", "90.00"]
    with Store.open(late) as store:
        (kept,) = store.extensions()
    said = " ".join(grader("explain", "g01", "-C", late).out.split())
    assert "g01 has longer: 1,440 minutes longer, by Prof. Wu: two of three were ill" in said
    assert (kept.subject, kept.by_minutes, kept.reason, kept.author) == ("g01", 1440, "two of three were ill", "Prof. Wu")
    page = (late / "out" / "groups" / "g01.html").read_text(encoding="utf-8")
    assert "ill" not in page.replace("will", "").replace("still", "").replace("fill", "")


def test_an_extension_can_be_taken_back(late: Path, grader: Any, rows: Any) -> None:
    for time in ("1 d", "0 d"):
        assert grader("extend", "g01", "--by", time, "--reason", "a slip", "-C", late).status == 0
    assert rows(late)["s1"]["project_points"] == "86.40"


def test_one_student_can_have_longer_than_the_group(late: Path, grader: Any, rows: Any) -> None:
    until = "2027-01-08T21:00+08:00"
    assert grader("extend", "s2", "--until", until, "--reason", "ill", "--component", "project", "-C", late).status == 0
    assert [rows(late)[student]["project_points"] for student in ("s1", "s2")] == ["86.40", "96.00"]


def test_an_extension_in_the_courses_file_counts_and_moves_with_the_deadline(late: Path, grader: Any, rows: Any) -> None:
    (late / "extensions.csv").write_text("who,by,reason\ng01,1 d,ill\n", encoding="utf-8")
    _change(late, "limits:", "extensions: extensions.csv\nlimits:")
    assert grader("regrade", "-C", late).status == 0
    assert rows(late)["s1"]["project_points"] == "96.00"
    _change(late, "2027-01-07T23:59", "2027-01-06T23:59")
    assert grader("regrade", "-C", late).status == 0
    assert (rows(late)["s1"]["project_points"], rows(late)["s4"]["project_points"]) == ("86.40", "80.00")


def test_where_another_commit_counts_now_the_group_is_not_ready_and_is_named(late: Path, grader: Any, rows: Any) -> None:
    with Store.open(late) as store:
        evidence = store.latest("g01")
        assert evidence is not None
        later = replace(evidence.submission, next_at="2027-01-09T12:00:00+08:00")
        store.put_evidence("key of g01", replace(evidence, submission=later))
    ended = grader("extend", "g01", "--by", "3 d", "--reason", "ill", "-C", late)
    assert ended.status == 0
    assert "another commit counts now for g01: run grade-all" in ended.out
    assert (rows(late)["s1"]["state"], rows(late)["s1"]["project_points"]) == (State.NOT_READY, "")
    shown = grader("status", "-C", late)
    assert shown.status == 1
    assert "another commit counts now" in " ".join(shown.out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("g1", "--by", "1 d"), "did you mean 'g01'"),
        (("g01",), "either until when or by how much"),
        (("g01", "--by", "1 d", "--until", "2027-01-10T12:00Z"), "either until when or by how much"),
        (("g01", "--by", "soon"), "a number with a unit"),
        (("g01", "--until", "2027-01-10T12:00"), "no time zone"),
        (("g01", "--until", "2027-01-07T12:00Z"), "is not after the deadline"),
        (("g01", "--by", "1 d", "--component", "exam"), "no component with a deadline is called 'exam'"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused_and_not_kept(
    late: Path, grader: Any, snapshot: Any, arguments: tuple[str, ...], said: str
) -> None:
    before = snapshot(late)
    ended = grader("extend", *arguments, "--reason", "ill", "-C", late)
    assert ended.status == 2
    assert said in ended.err
    assert snapshot(late) == before


def test_a_wrong_row_of_the_file_is_refused_with_its_line(late: Path, grader: Any, snapshot: Any) -> None:
    with (late / "extensions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("who", "by", "reason"), ("g01", "1 d", "ill"), ("g77", "1 d", "ill")])
    _change(late, "limits:", "extensions: extensions.csv\nlimits:")
    before = snapshot(late)
    ended = grader("regrade", "-C", late)
    assert ended.status == 2
    assert "extensions.csv:3: 'g77' is neither a group nor a student" in ended.err
    assert snapshot(late) == before


def test_a_component_whose_deadline_the_course_does_not_state_is_refused(late: Path, grader: Any) -> None:
    rubric = Path(__file__).parents[2] / "rubrics" / "ncku-deep-learning.yaml"
    text = rubric.read_text(encoding="utf-8")
    assert text.count("    source: repository") == 1
    (late / "own.yaml").write_text(text.replace("    source: repo", "    deadline: report\n    source: repo"), encoding="utf-8")
    _change(late, "rubric: ncku-deep-learning", "rubric: ./own.yaml")
    ended = grader("status", "-C", late)
    assert ended.status == 2
    assert "own.yaml" in ended.err
    assert "no deadline called 'report'" in ended.err
    _change(late, "limits:", "deadlines: {report: 2027-01-08T23:59+08:00}\nlimits:")
    shown = grader("status", "-C", late)
    assert (shown.status, shown.err) == (1, "")
    assert "not measured yet" in " ".join(shown.out.split())
