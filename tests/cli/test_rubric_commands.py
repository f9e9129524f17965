"""What a rubric is worth, and what another one would change: check-rubric, what-if, init."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def test_check_rubric_shows_what_each_part_is_worth_of_the_grade(grader: Any) -> None:
    ended = grader("check-rubric", "ncku-deep-learning")
    assert ended.status == 0
    rows = [line.split() for line in ended.out.splitlines()]
    assert ["Group", "project", "60.00"] in [row[:3] for row in rows]
    assert "24.00" in next(line for line in ended.out.splitlines() if "Accuracy on digits nobody" in line)
    assert "one standard error" in ended.out


def test_check_rubric_of_a_course_uses_its_digits_and_warns_of_a_narrow_band(measured: Path, grader: Any) -> None:
    out = grader("check-rubric", "-C", measured).out
    assert "with 100 held-out digits, reference models on these digits" in out
    assert "narrower than the 95 % interval" in out
    assert "narrower" not in grader("check-rubric", "-C", measured, "--samples", "10000000").out


def test_check_rubric_refuses_what_is_wrong_with_its_line(tmp_path: Path, grader: Any) -> None:
    (tmp_path / "r.yaml").write_text("course: x\ncomponents:\n  a: {weight: 90, source: exam}\n")
    ended = grader("check-rubric", tmp_path / "r.yaml")
    assert (ended.status, ended.out) == (2, "")
    assert "r.yaml:2: the weights in components add to 90" in ended.err
    assert "did you mean 'ncku-deep-learning'" in grader("check-rubric", "ncku-deep-lerning").err


@pytest.fixture
def strict(measured: Path) -> Path:
    """Return another rubric for the measured course, by which the exam alone counts."""
    path = measured / "strict.yaml"
    path.write_text("course: x\ngrades: {letters: {P: 50, F: 0}, pass: P}\ncomponents:\n  exam: {weight: 100, source: exam}\n")
    return path


def test_what_if_shows_grades_before_and_after_and_writes_nothing(
    measured: Path, strict: Path, grader: Any, snapshot: Any
) -> None:
    before = snapshot(measured)
    ended = grader("what-if", "-C", measured, "--rubric", strict, "--moved")
    assert ended.status == 0
    assert snapshot(measured) == before
    assert "not known yet" in ended.out
    assert "no longer in the rubric" in ended.out
    told = json.loads(grader("what-if", "-C", measured, "--rubric", strict, "--json").out)
    assert {"P", "F"} <= told["after"].keys()
    assert sum(told["before"].values()) == sum(told["after"].values())


def test_what_if_another_grade_passed(measured: Path, grader: Any) -> None:
    for group in ("g01", "第二組", "g03"):
        grader("adjust", "project.presentation", group, "25", "--reason", "clear", "-C", measured)
    told = json.loads(grader("what-if", "-C", measured, "--pass", "99", "--json").out)
    assert {one["now"] for one in told["crossing"]} == {False}
    assert grader("what-if", "-C", measured, "--pass", "101").status == 2
    assert grader("what-if", "-C", measured, "--pass", "much").status == 2


def test_init_writes_a_course_that_says_what_it_lacks(tmp_path: Path, grader: Any) -> None:
    ended = grader("init", tmp_path / "c", "--title", "DL", "--deadline", "2027-01-08T23:59+08:00")
    assert ended.status == 0
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == ["course.yaml", "roster.csv"]
    assert grader("init", tmp_path / "d", "--weight", "project").status == 2
    assert not (tmp_path / "d").exists()
