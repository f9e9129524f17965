"""The exam's commands: check, items, copying and rekey, on a course that was measured."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from grader.gradebook.store import Store

_KEY = """\
questions:
  q1: {title: "Which?", options: [A, B, C], answer: A, points: 10}
  q2: {title: "Name it", kind: text, answer: softmax, points: 20}
  q3: {title: "How much?", kind: number, answer: 4, points: 10}
"""
_ANSWERS = """\
Timestamp,Student ID,Which?,Name it,How much?
2027/1/9 9:00:00 AM GMT+8,s1,A,soft max,4
2027/1/9 9:01:00 AM GMT+8,s2,B,softmax,5
2027/1/9 9:02:00 AM GMT+8,s3,A,softmax,4
2027/1/9 9:03:00 AM GMT+8,s3,C,sigmoid,4
"""


@pytest.fixture
def exam(measured: Path, grader: Any) -> Path:
    """Return the measured course with an exam that is graded by a key, judged once; s4 has not written it."""
    file = measured / "course.yaml"
    stated = "exam: {file: exam.csv, key: exam-key.yaml, take: first}"
    file.write_text(file.read_text(encoding="utf-8").replace("exam: exam.csv", stated), encoding="utf-8")
    (measured / "exam.csv").write_text(_ANSWERS, encoding="utf-8")
    (measured / "exam-key.yaml").write_text(_KEY, encoding="utf-8")
    assert grader("regrade", "-C", measured).status == 1
    return measured


def _points(rows: Any, course: Path) -> dict[str, tuple[str, str]]:
    return {student: (row["exam_points"], row["exam_max"]) for student, row in rows(course).items()}


def test_check_says_how_the_files_were_read(exam: Path, grader: Any) -> None:
    ended = grader("exam", "check", "-C", exam)
    assert ended.status == 0
    assert "3 of 4 students have a result, out of 40 points" in ended.out
    assert "does not count: exam.csv:5, s3: of 2 the first counts" in ended.out
    assert "no result: s4 Di" in ended.out


def test_rekeying_moves_everyone_at_once_and_keeps_who_when_and_why(exam: Path, grader: Any, rows: Any) -> None:
    assert _points(rows, exam) == {
        "s1": ("20.00", "40.00"),
        "s2": ("20.00", "40.00"),
        "s3": ("40.00", "40.00"),
        "s4": ("", "40.00"),
    }
    why = ("--reason", "the slides call it so", "--author", "Prof. Wu", "-C", exam)
    shown = grader("exam", "rekey", "q2", "--accept", "Soft Max", *why, "--diff")
    assert shown.status == 0
    assert re.search(r"^s1 +exam +20\.00 +40\.00 +q2 re-keyed by Prof\. Wu: the slides call it so", shown.out, re.MULTILINE)
    assert not re.search(r"^s[234] +exam", shown.out, re.MULTILINE)
    with Store.open(exam) as store:
        assert store.rekeys() == ()
    assert _points(rows, exam)["s1"] == ("20.00", "40.00")

    kept = grader("exam", "rekey", "q2", "--accept", "Soft Max", *why)
    assert kept.status == 0
    assert kept.out.startswith(shown.out.rstrip("\n"))
    assert _points(rows, exam)["s1"] == ("40.00", "40.00")
    with Store.open(exam) as store:
        (change,) = store.rekeys()
    assert (change.question, change.kind, change.value, change.reason) == ("q2", "accept", "Soft Max", "the slides call it so")
    assert change.author == "Prof. Wu"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", change.at)
    assert "re-keyed: q2: accept Soft Max, by Prof. Wu at " in grader("exam", "check", "-C", exam).out
    assert "Nobody moves." in grader("regrade", "--diff", "-C", exam).out


def test_a_void_question_leaves_points_and_maximum_and_can_come_back(exam: Path, grader: Any, rows: Any) -> None:
    before = _points(rows, exam)
    assert grader("exam", "rekey", "q1", "--void", "excluded", "--reason", "not taught", "-C", exam).status == 0
    assert _points(rows, exam) == {
        "s1": ("10.00", "30.00"),
        "s2": ("20.00", "30.00"),
        "s3": ("30.00", "30.00"),
        "s4": ("", "30.00"),
    }
    assert grader("exam", "rekey", "q1", "--void", "none", "--reason", "it was taught", "-C", exam).status == 0
    assert _points(rows, exam) == before


def test_a_changed_key_file_is_shown_by_regrade_diff(exam: Path, grader: Any) -> None:
    file = exam / "exam-key.yaml"
    file.write_text(_KEY.replace("answer: softmax", 'answer: [softmax, "soft max"]'), encoding="utf-8")
    ended = grader("regrade", "--diff", "-C", exam)
    assert re.search(r"^s1 +exam +20\.00 +40\.00 +the exam's results or its key changed", ended.out, re.MULTILINE)
    assert "s2 " not in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("q9", "--void", "everyone"), "the key has no question 'q9'\n  hint: known questions: q1, q2, q3"),
        (("q1", "--accept", "D"), "q1 has no option 'D'"),
        (("q1", "--points", "-1"), "no number of points"),
        (("q1", "--void", "all"), "void for everyone, excluded or none"),
        (("q1",), "nothing is changed"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_not_kept(
    exam: Path, grader: Any, snapshot: Any, arguments: tuple[str, ...], said: str
) -> None:
    before = snapshot(exam)
    ended = grader("exam", "rekey", *arguments, "--reason", "a slip", "-C", exam)
    assert ended.status == 2
    assert said in ended.err
    assert snapshot(exam) == before


def test_what_was_rekeyed_is_never_edited_or_deleted(exam: Path, grader: Any) -> None:
    assert grader("exam", "rekey", "q1", "--points", "12", "--reason", "as announced", "-C", exam).status == 0
    import sqlite3

    with sqlite3.connect(exam / ".grader" / "grader.db") as database:
        for statement in ("UPDATE rekeys SET value = '99'", "DELETE FROM rekeys"):
            with pytest.raises(sqlite3.IntegrityError, match="is never"):
                database.execute(statement)


def test_a_question_that_the_key_lost_after_rekeying_is_an_error_and_not_forgotten(exam: Path, grader: Any) -> None:
    assert grader("exam", "rekey", "q3", "--points", "12", "--reason", "as announced", "-C", exam).status == 0
    (exam / "exam-key.yaml").write_text(_KEY.replace("  q3:", "  q4:"), encoding="utf-8")
    ended = grader("regrade", "-C", exam)
    assert ended.status == 2
    assert "'q3', which the key no longer has" in ended.err


def test_items_tells_of_each_question_and_as_json(exam: Path, grader: Any) -> None:
    ended = grader("exam", "items", "-C", exam)
    assert ended.status == 0
    assert "3 students, 3 questions, mean 26.67 of 40" in ended.out
    assert "With fewer than 30 students" in ended.out
    assert re.search(r"^q1 +10 +0\.667 ", ended.out, re.MULTILINE)
    assert "nobody chose C" in ended.out
    found = json.loads(grader("exam", "items", "--format", "json", "-C", exam).out)
    assert [item["id"] for item in found["items"]] == ["q1", "q2", "q3"]
    assert found["items"][0]["difficulty"] == pytest.approx(2 / 3)
    assert grader("exam", "items", "--format", "xml", "-C", exam).status == 2


def test_copying_is_evidence_and_no_verdict(exam: Path, grader: Any) -> None:
    ended = grader("exam", "copying", "-C", exam)
    assert ended.status == 0
    assert "None of 3 pairs" in ended.out
    assert json.loads(grader("exam", "copying", "--format", "json", "-C", exam).out) == []
    assert grader("exam", "copying", "--at", "2", "-C", exam).status == 2


def test_a_pair_that_copied_is_named_with_the_caution(course: Path, grader: Any) -> None:
    rng = random.Random(3)  # noqa: S311 - a test's class
    names = [f"p{n:02d}" for n in range(60)]
    answers = {name: [rng.choice("ABCD") for _ in range(25)] for name in names}
    answers["p41"] = answers["p07"][:]
    header = ["Student ID", *(f"Q{q}" for q in range(25))]
    rows = "".join(",".join(row) + "\n" for row in [header, *([name, *answers[name]] for name in names)])
    (course / "exam.csv").write_text(rows, encoding="utf-8")
    (course / "roster.csv").write_text(
        "student_id,name,email,group,repository\n" + "".join(f"{name},{name},,g{name},\n" for name in names), encoding="utf-8"
    )
    key = "defaults: {points: 1, options: [A, B, C, D]}\nquestions:\n" + "".join(f"  Q{q}: {{answer: A}}\n" for q in range(25))
    (course / "exam-key.yaml").write_text(key, encoding="utf-8")
    file = course / "course.yaml"
    stated = "exam: {file: exam.csv, key: exam-key.yaml}"
    file.write_text(file.read_text(encoding="utf-8").replace("exam: exam.csv", stated), encoding="utf-8")
    ended = grader("exam", "copying", "-C", course)
    assert ended.status == 0
    assert re.search(r"^p07 +p41 +", ended.out, re.MULTILINE)
    assert "1 of 1,770 pairs. Evidence to look into, never a verdict" in ended.out
    (pair,) = json.loads(grader("exam", "copying", "--format", "json", "-C", course).out)
    assert (pair["first"], pair["second"]) == ("p07", "p41")
    assert pair["same"] == pair["both_wrong"] == len(pair["questions"])


def test_points_alone_have_no_questions(measured: Path, grader: Any) -> None:
    for command in ("items", "copying"):
        ended = grader("exam", command, "-C", measured)
        assert ended.status == 2
        assert "no points by question" in ended.err
    ended = grader("exam", "rekey", "q1", "--points", "2", "--reason", "a slip", "-C", measured)
    assert ended.status == 2
    assert "the exam has no answer key" in ended.err
