"""A file of the course that is wrong: exit 2, file, line and what to do, before anything is written or run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

RUBRICS = Path(__file__).parents[2] / "rubrics"


def _change(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(course: Path) -> None:
        file = course / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def _rubric(old: str, new: str) -> Callable[[Path], None]:
    """Change a copy of the rubric and name it in the course file."""

    def change(course: Path) -> None:
        shutil.copy(RUBRICS / "ncku-deep-learning.yaml", course / "own.yaml")
        _change("own.yaml", old, new)(course)
        _change("course.yaml", "rubric: ncku-deep-learning", "rubric: ./own.yaml")(course)

    return change


_BRANCHES = """\
course: x
components:
  exam: {weight: 60, source: exam}
  project:
    weight: 40
    components:
      report: {weight: 70, source: marks, criteria: {text: {points: 10, levels: {10: Clear, 0: Missed}}}}
      talk: {weight: 30, source: marks, criteria: {class: {points: 10, ballots: {file: talks.csv}}}}
"""


def _branches(old: str = "", new: str = "", ballots: str = "") -> Callable[[Path], None]:
    """Name a rubric of branches in the course file, changed in one place, and write its ballots where there are any."""

    def change(course: Path) -> None:
        (course / "own.yaml").write_text(_BRANCHES, encoding="utf-8")
        if old:
            _change("own.yaml", old, new)(course)
        if ballots:
            (course / "talks.csv").write_text(ballots, encoding="utf-8")
        _change("course.yaml", "rubric: ncku-deep-learning", "rubric: ./own.yaml")(course)

    return change


def _nine_labels_too_few(course: Path) -> None:
    with np.load(course / "heldout.npz") as held:
        np.savez(course / "heldout.npz", images=held["images"], labels=held["labels"][:-9])


WRONG = {
    "a key is misspelt": (_change("course.yaml", "deadline:", "deadlin:"), "course.yaml:3", "did you mean 'deadline'"),
    "a key stands twice": (_change("course.yaml", "exam: exam.csv\n", "exam: exam.csv\nexam: exam.csv\n"), "course.yaml:6", ""),
    "the deadline has no time zone": (
        _change("course.yaml", "23:59+08:00", "23:59"),
        "course.yaml:3",
        "as in 2027-01-08T23:59\\+08:00",
    ),
    "the rubric is unknown": (
        _change("course.yaml", "ncku-deep-learning", "ncku-deep-lerning"),
        "course.yaml:2",
        "did you mean 'ncku-deep-learning'",
    ),
    "a file is not there": (_change("course.yaml", "roster.csv", "rooster.csv"), "course.yaml:4", "relative path"),
    "the rubric measures models on digits that are not named": (
        _change("course.yaml", "heldout: heldout.npz\n", ""),
        "course.yaml:1",
        "heldout make",
    ),
    "a limit is misspelt": (_change("course.yaml", "memory:", "memmory:"), "course.yaml:8", "did you mean 'memory'"),
    "the data set is unknown": (_change("course.yaml", "./training.npz", "minst"), "course.yaml:7", "did you mean 'mnist'"),
    "the weights add to 110": (_rubric("weight: 60\n", "weight: 70\n"), r"own.yaml:\d+", ""),
    "a rubric's key stands twice": (_rubric("    weight: 60\n", "    weight: 60\n    weight: 60\n"), r"own.yaml:\d+", ""),
    "a band falls": (_rubric("cnn: 31, 0.995: 35", "0.99: 35, 0.995: 31"), r"own.yaml:\d+", ""),
    "a rubric is a circle by anchors": (
        _branches("  project:\n    weight: 40\n", "  project: &all\n    weight: 40\n    title: *all\n"),
        "own.yaml:6",
        "write the value out",
    ),
    "a rubric holds a part twice by an anchor": (
        _branches("levels: {10: Clear, 0: Missed}}}}\n      talk: {", "levels: &l {10: A}, b: *l}}}\n      talk: {"),
        "own.yaml:7",
        "write the value out",
    ),
    "one branch has no weights": (_branches("{weight: 70, ", "{"), "own.yaml:7", "add 'weight: …', or 'weights: equal' above"),
    "the weights of a branch add to 90": (_branches("weight: 70", "weight: 60"), "own.yaml:6", "change one of them"),
    "a level lies above the points": (_branches("{10: Clear", "{11: Clear"), "own.yaml:7", "lower the level, or raise"),
    "a level lies below 0": (_branches("0: Missed", "-1: Missed"), "own.yaml:7", "such as 15"),
    "a ballot ranks nothing but the own group": (
        _branches(ballots="voter,ranking\ns3,g01\ns1,g01\n"),
        "talks.csv:3",
        "delete the row",
    ),
    "a ballot ranks the own group where that is refused": (
        _branches("file: talks.csv", "file: talks.csv, own_group: refuse", "voter,ranking\ns1,g01 > g03\n"),
        "talks.csv:2",
        "delete the row or the place",
    ),
    "a ballot ranks a group that is not there": (
        _branches(ballots="voter,ranking\ns1,g04 > g03\n"),
        "talks.csv:2",
        "did you mean 'g03'",
    ),
    "a further deadline has no time zone": (
        _change("course.yaml", "exam: exam.csv\n", "exam: exam.csv\ndeadlines: {proposal: 2027-01-01T12:00}\n"),
        "course.yaml:6",
        "as in 2027-01-08T23:59\\+08:00",
    ),
    "a check is misspelt": (_rubric("check: contents", "check: content"), r"own.yaml:\d+", "did you mean 'contents'"),
    "a student stands twice": (_change("roster.csv", "s2,Ben", "s1,Ben"), "roster.csv:3", "remove one"),
    "the roster's header is wrong": (
        _change("roster.csv", "student_id,", "student,"),
        "roster.csv:1",
        "rename the column 'student'",
    ),
    "an address goes by http": (
        _change("roster.csv", "repositories/g02", "http://example.org/g02"),
        "roster.csv:4",
        "https://example.org/g02",
    ),
    "the exam knows somebody else": (_change("exam.csv", "s4,20", "s9,20"), "exam.csv:5", "known students: s1, s2, s3, s4"),
    "the held-out set has nine labels too few": (_nine_labels_too_few, "heldout.npz", None),
}


def test_the_held_out_set_says_how_many_digits_and_labels_there_are(course: Path, grader: Any) -> None:
    _nine_labels_too_few(course)
    assert "images holds 100 digits, but labels holds 91" in grader("grade-all", "-C", course).err


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_named_and_nothing_is_written(course: Path, grader: Any, snapshot: Any, wrong: str) -> None:
    change, place, hint = WRONG[wrong]
    change(course)
    before = snapshot(course)
    ended = grader("grade-all", "-C", course)
    assert ended.status == 2
    assert ended.out == ""
    assert re.match(rf"grader: {re.escape(str(course))}/{place}: ", ended.err), ended.err
    assert hint is None or re.search(rf"\n  hint: .*({hint})", ended.err), ended.err
    assert snapshot(course) == before


@pytest.mark.parametrize(
    "command",
    [
        ("grade-all",),
        ("regrade",),
        ("regrade", "--diff"),
        ("status",),
        ("explain", "g01"),
        ("evidence", "g01"),
        ("adjust", "project.presentation", "g01", "25", "--reason", "good"),
    ],
    ids=" ".join,
)
def test_every_command_refuses_a_wrong_course_file_alike(
    course: Path, grader: Any, snapshot: Any, command: tuple[str, ...]
) -> None:
    _change("course.yaml", "deadline:", "deadlin:")(course)
    before = snapshot(course)
    ended = grader(*command, "-C", course)
    assert (ended.status, ended.out) == (2, "")
    assert f"{course}/course.yaml:3: " in ended.err
    assert snapshot(course) == before


def test_marks_for_a_criterion_that_is_not_there_are_refused_with_their_line(course: Path, grader: Any, snapshot: Any) -> None:
    file = course / "marks.csv"
    file.write_text("criterion,who,points,comment\nproject.presentatoin,g01,25,clear\n", encoding="utf-8")
    before = snapshot(course)
    ended = grader("marks", "import", file, "-C", course)
    assert (ended.status, ended.out) == (2, "")
    assert f"{file}:2: " in ended.err
    assert "did you mean 'project.presentation'" in ended.err
    assert snapshot(course) == before


def test_mnist_that_is_not_here_yet_is_said_with_the_command_that_brings_it(
    course: Path, grader: Any, snapshot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    _change("course.yaml", "./training.npz", "mnist")(course)
    before = snapshot(course)
    ended = grader("grade-all", "-C", course)
    assert ended.status == 2
    assert str(tmp_path / "keras" / "datasets" / "mnist.npz") in ended.err
    assert "grader data mnist" in ended.err
    assert snapshot(course) == before


def test_a_group_that_is_not_in_the_roster_is_refused(course: Path, grader: Any, snapshot: Any) -> None:
    before = snapshot(course)
    ended = grader("grade-all", "-C", course, "--group", "g1")
    assert ended.status == 2
    assert f"{course}/roster.csv" in ended.err
    assert "no group called 'g1'" in ended.err
    assert snapshot(course) == before


def test_a_folder_without_a_course_says_how_to_make_one(grader: Any, tmp_path: Path) -> None:
    ended = grader("grade-all", "-C", tmp_path)
    assert ended.status == 2
    assert "grader init" in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [("gradeall",), ("grade-all", "--grup", "g01"), ("grade-all", "--slots", "0"), ("explain",), ("adjust", "total", "s1", "1")],
    ids=" ".join,
)
def test_a_wrong_command_line_is_exit_2_with_its_reason(grader: Any, arguments: tuple[str, ...]) -> None:
    ended = grader(*arguments)
    assert ended.status == 2
    assert ended.out == ""
    assert "Error" in ended.err


def test_an_unknown_sandbox_is_refused_with_those_there_are(course: Path, grader: Any) -> None:
    ended = grader("grade-all", "-C", course, "--sandbox", "dokcer")
    assert ended.status == 2
    assert "fork-server, bubblewrap, podman, docker, none" in ended.err
