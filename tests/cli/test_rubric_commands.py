"""What a rubric is worth, and what another one would change: check-rubric, what-if, init."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RUBRIC = Path(__file__).parents[2] / "rubrics" / "ncku-deep-learning.yaml"
RUBRICS = sorted(path.stem for path in (Path(__file__).parents[2] / "rubrics").glob("*.yaml"))


def test_check_rubric_shows_what_each_part_is_worth_of_the_grade(grader: Any) -> None:
    ended = grader("check-rubric", "ncku-deep-learning")
    assert ended.status == 0
    rows = [line.split() for line in ended.out.splitlines()]
    assert ["Group", "project", "60.00"] in [row[:3] for row in rows]
    assert "21.00" in next(line for line in ended.out.splitlines() if "Accuracy on digits nobody" in line)
    assert "one standard error" in ended.out


@pytest.mark.parametrize("name", RUBRICS)
def test_every_rubric_that_comes_with_the_grader_can_be_looked_at(grader: Any, name: str) -> None:
    ended = grader("check-rubric", name)
    assert (ended.status, ended.err) == (0, "")


def test_check_rubric_says_which_weights_are_the_courses_own_to_say(grader: Any) -> None:
    out = grader("check-rubric", "cas-machine-intelligence").out
    assert "the weights of exercises, project, project.work" in out
    assert re.search(r"Poster +ask +per group", out)


def test_init_takes_the_weights_that_a_rubric_leaves_open(grader: Any, tmp_path: Path) -> None:
    refused = grader("init", tmp_path / "c", "--rubric", "cas-machine-intelligence", "--weight", "exercises=70")
    assert refused.status == 2
    assert "--weight project=… --weight project.work=…" in refused.err
    endless = grader("init", tmp_path / "c", "--rubric", "cas-machine-intelligence", "--weight", "exercises=1e-999999999")
    assert "is no component and number" in endless.err
    stated = {"exercises": 70, "project": 30, "project.work": 50, "project.poster": 25, "project.talk": 25}
    weights = [word for path, weight in stated.items() for word in ("--weight", f"{path}={weight}")]
    assert grader("init", tmp_path / "c", "--rubric", "cas-machine-intelligence", *weights).status == 0
    out = grader("check-rubric", tmp_path / "c" / "rubric.yaml").out
    assert re.search(r"Spotlight talk of five minutes +7\.50", out)


def test_on_a_terminal_init_asks_for_the_weights_that_no_option_states(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "grader", "init", tmp_path / "c", "--rubric", "mathematical-engineering-dl"]
    options = ["--title", "T", "--deadline", "2027-01-08T23:59+08:00", "--weight", "model=30"]
    with subprocess.Popen([*command, *options], stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.write(ours, b"70\n60\n40\n")
        assert process.wait(60) == 0
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "Weight of Exercises of the ten units, in percent" in told
    written = (tmp_path / "c" / "rubric.yaml").read_text(encoding="utf-8")
    assert re.findall(r"^ +weight: (\S+)", written, re.MULTILINE) == ["70", "30", "60", "40"]


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
    assert grader("what-if", "-C", measured, "--pass", "1e-999999999").status == 2


def test_init_writes_a_course_that_says_what_it_lacks(tmp_path: Path, grader: Any) -> None:
    ended = grader("init", tmp_path / "c", "--title", "DL", "--deadline", "2027-01-08T23:59+08:00")
    assert ended.status == 0
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == ["course.yaml", "roster.csv"]
    assert grader("init", tmp_path / "d", "--weight", "project").status == 2
    assert not (tmp_path / "d").exists()


def test_a_course_that_measures_no_model_needs_no_digits(measured: Path, strict: Path, grader: Any, rows: Any) -> None:
    file = measured / "course.yaml"
    text = file.read_text(encoding="utf-8").replace("heldout: heldout.npz\n", "").replace("ncku-deep-learning", "./strict.yaml")
    file.write_text(text, encoding="utf-8")
    assert grader("regrade", "-C", measured).status == 0
    assert rows(measured)["s1"]["grade"] == "F"
    assert grader("check-rubric", "-C", measured).status == 0
    ended = grader("what-if", "-C", measured, "--rubric", RUBRIC)
    assert (ended.status, "the course file names none" in ended.err) == (2, True)


def test_a_new_course_leaves_the_digits_out_where_the_rubric_needs_none(grader: Any, tmp_path: Path) -> None:
    for name, line in (("xmu-deep-learning", "# heldout: heldout.npz "), ("ncku-deep-learning", "heldout: heldout.npz ")):
        assert grader("init", tmp_path / name, "--rubric", name).status == 0
        assert f"\n{line}" in (tmp_path / name / "course.yaml").read_text(encoding="utf-8")
