"""A form as 300 students leave it, with every trouble at once: graded to the table that was meant."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

_KEY = """\
defaults: {points: 2}
ignore: [姓名]
questions:
  q1:
    title: "哪一層沒有權重？"
    options: [Dense, "Flatten, of course", Conv2D, Embedding]
    answer: "Flatten, of course"
    guessing: true
  q2:
    title: "Tick what regularises"
    kind: checkboxes
    options: [Dropout, "Weight decay, L2", "More layers", "Early stopping"]
    answer: [Dropout, "Weight decay, L2", "Early stopping"]
    rule: per_option
    points: 3
  q3:
    title: "Tick all convolutions"
    kind: checkboxes
    options: [Conv1D, Conv2D, Dense]
    answer: [Conv1D, Conv2D]
    wrong: -0.5
    floor: 0
  q4: {title: "0.1 halved twice", kind: number, answer: 0.025, tolerance: 2 %}
  q5: {title: "The last layer's activation", kind: text, answer: [softmax, "soft max"], points: 4}
  q6: {title: "A question without an answer", answer: none, void: everyone, points: 1}
"""
_TITLES = ("哪一層沒有權重？", "Tick what regularises", "Tick all convolutions", "0.1 halved twice",
           "The last layer's activation", "A question without an answer")  # fmt: skip


@dataclass(frozen=True)
class _Sheet:
    """The six answers as text, and what they are meant to earn."""

    answers: tuple[str, ...]
    points: Fraction


def _one(rng: random.Random) -> _Sheet:
    """Draw what a student means, and write it in one of the ways that students write."""
    earned = Fraction(1)  # q6 is a gift
    first = rng.choice(["Flatten, of course", "ｆｌａｔｔｅｎ,  of course", "Dense", "Conv2D", ""])
    earned += 2 if "f course" in first else 0 if not first else Fraction(-2, 3)
    boxes = [box for box in ("Dropout", "Weight decay, L2", "More layers", "Early stopping") if rng.random() < 0.6]
    earned += max(0, len(boxes) - 2 * ("More layers" in boxes))
    convolutions = [box for box in ("Conv1D", "Conv2D", "Dense") if rng.random() < 0.6]
    earned += 2 if convolutions == ["Conv1D", "Conv2D"] else 0
    number, right = rng.choice([("0.025", 1), ("0,025", 1), ("2.5e-2", 1), (".0254", 1), ("0.0256", 0), ("1/40", 0), ("", 0)])
    earned += 2 * right
    name, right = rng.choice([("Softmax", 1), (" SOFT  MAX ", 1), ("ｓｏｆｔｍａｘ", 1), ("sigmoid", 0), ("", 0)])
    earned += 4 * right
    joined = (", ".join(boxes), ", ".join(convolutions))
    return _Sheet((first, *joined, number, name, rng.choice(["", "x"])), max(Fraction(0), earned))


def _write(course: Path, rng: random.Random) -> dict[str, Fraction | None]:
    """Write roster, key and export; return the points that each student is meant to have, None for no result."""
    expected: dict[str, Fraction | None] = {}
    roster = [["student_id", "name", "email", "group", "repository", "alias"]]
    rows: list[list[str]] = []
    for n in range(300):
        student, email, typed, alias = f"E{n:05d}", f"e{n:05d}@university.edu", f"E{n:05d}", ""
        if n % 20 == 3:  # typed the id wrong: the instructor has entered what was typed
            typed = alias = f"E{n:05d}"[:-1] + "O"
        if n % 20 == 4:  # signed in with a private address, and left the id blank
            typed, alias = "", f"private{n}@example.org; other{n}"
        shown = f"private{n}@example.org" if n % 20 == 4 else email.upper() if n % 2 else ""
        typed = typed.lower() if n % 7 == 0 else typed
        roster.append([student, f"學生 {n}", email, f"g{n // 3:03d}", "", alias])
        first, second, late = _one(rng), _one(rng), _one(rng)
        if n % 25 == 24:  # did not come
            expected[student] = None
            continue
        minute = n % 50
        times = [
            f"2027/1/8 上午 9:{minute:02d}:00 [GMT+8]",
            f"2027/1/8 2:{minute:02d}:30 AM UTC+1",
            "2027/1/8 下午 12:01:00 [GMT+8]",
        ]
        if n % 25 == 11:  # came only when it was closed
            rows.append([times[2], shown, typed, "", *late.answers])
            expected[student] = None
            continue
        rows.append([times[0], shown, typed, "", *first.answers])
        expected[student] = first.points
        if n % 10 == 5:  # handed in again, in time: the last counts
            rows.append([times[1], shown, typed, "", *second.answers])
            expected[student] = second.points
        if n % 15 == 6:  # and again, too late: it does not
            rows.append([times[2], shown, typed, "", *late.answers])
    rng.shuffle(rows)
    rows.append(["2027/1/8 上午 8:00:00 [GMT+8]", "staff@university.edu", "trial", "", "Dense", "", "", "", "", ""])
    _csv(course / "roster.csv", roster)
    _csv(course / "exam.csv", [["時間戳記", "電子郵件地址", "學號", "姓名", *_TITLES], *rows])
    (course / "exam-key.yaml").write_text(_KEY, encoding="utf-8")
    return expected


def _csv(path: Path, rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")


def test_a_form_with_every_trouble_grades_to_the_table_that_was_meant(course: Path, grader: Any, rows: Any) -> None:
    expected = _write(course, random.Random(2027))  # noqa: S311 - a test's table
    file = course / "course.yaml"
    stated = "exam: {file: exam.csv, key: exam-key.yaml, take: last, closes: 2027-01-08T12:00+08:00, skip: [trial]}"
    file.write_text(file.read_text(encoding="utf-8").replace("exam: exam.csv", stated), encoding="utf-8")
    ended = grader("regrade", "-C", course)
    assert ended.status == 1, ended.err
    found = rows(course)
    assert {student: row["exam_points"] for student, row in found.items()} == {
        student: "" if points is None else f"{float(points):.2f}" for student, points in expected.items()
    }
    assert {row["exam_max"] for row in found.values()} == {"14.00"}
    assert sum(points is None for points in expected.values()) == 24
    assert "after the exam closed, so it does not count" in found["E00011"]["note"]
    said = grader("exam", "check", "-C", course).out
    assert said.startswith("276 of 300 students have a result, out of 14 points\n")
    assert said.count("of 2 the last counts") == 30
