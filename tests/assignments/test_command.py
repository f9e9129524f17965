"""The command, as a teacher and a student use it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.assignments.percent_source import percent_source
from grader.sandbox.bubblewrap import find_bubblewrap

_SOURCE = """\
# %% locked imports
import numpy as np
# %% answer double
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% tests in-kernel points=2
assert double(2) == 4
# %% [markdown] manual why points=3
# Because.
"""
_TESTS = """\
import numpy as np
import pytest

@pytest.mark.points(5)
def test_doubles(kernel, rng):
    x = rng.normal(size=3)
    np.testing.assert_allclose(kernel.call("double", x), 2 * x)
"""
_PUBLIC = "def test_two(kernel):\n    '''Twice two is four.'''\n    assert kernel.call('double', 2) == 4\n"
_ROSTER = """\
student_id,name,email,group,repository
s1,Ana Able,a@example.org,g1,
s2,Bo Baker,b@example.org,g1,
s3,=HYPERLINK(1),c@x.org,g2,
s4,Di Dach,d@x.org,g2,
s5,Ed Eder,e@x.org,g2,
s6,Flo Fink,f@x.org,g2,
s7,Gus Gern,g@x.org,g2,
"""
_GOOD = "# %% answer double\ndef double(x):\n    return x + x\n# %% [markdown] manual why points=3\n# Mine.\n"
_WRONG = "# %% answer double\ndef double(x):\n    return x * undefined\n"


def _notebook(text: str) -> bytes:
    return json.dumps(percent_source(Path("x.py"), text)).encode()


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    folder = tmp_path / "assignments" / "hw1"
    folder.mkdir(parents=True)
    for name, text in {
        "source.py": _SOURCE,
        "tests.py": _TESTS,
        "public_tests.py": _PUBLIC,
        "assignment.yaml": "title: Doubles\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "data").mkdir()
    (folder / "data" / "table.csv").write_text("1,2\n", encoding="utf-8")
    (tmp_path / "roster.csv").write_text(_ROSTER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def wall() -> list[str]:
    return [] if find_bubblewrap() else ["--sandbox", "none"]


def _rows(course: Path) -> list[dict[str, str]]:
    text = (course / "out" / "assignments" / "hw1" / "results.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_release_writes_what_students_need_and_nothing_else(assignment: Path, grader: Callable[..., Any]) -> None:
    assert grader("assignment", "release", "hw1", "-C", assignment).status == 0
    released = assignment / "release" / "hw1"
    files = sorted(str(path.relative_to(released)) for path in released.rglob("*") if path.is_file())
    assert files == ["data/table.csv", "hw1.ipynb", "public_tests.py"]
    assert b"2 * x" not in (released / "hw1.ipynb").read_bytes()


def test_files_that_the_settings_name_go_to_the_students_and_none_of_the_teachers_own(
    assignment: Path, grader: Callable[..., Any]
) -> None:
    folder = assignment / "assignments" / "hw1"
    (folder / "helper.py").write_text("x = 1\n", encoding="utf-8")
    settings = folder / "assignment.yaml"
    settings.write_text("title: Doubles\nfiles: [helper.py]\n", encoding="utf-8")
    assert grader("assignment", "release", "hw1", "-C", assignment).status == 0
    assert (assignment / "release" / "hw1" / "helper.py").read_text(encoding="utf-8") == "x = 1\n"
    for name in ("nothing.py", "../../roster.csv", "tests.py", "source.py", "/etc/hostname"):
        settings.write_text(f"title: Doubles\nfiles:\n  - helper.py\n  - {name}\n", encoding="utf-8")
        ended = grader("assignment", "release", "hw1", "-C", assignment)
        assert ended.status == 2
        assert "assignment.yaml:4: there is no file" in ended.err


def test_autotest_without_a_mark_and_names_that_are_wrong_are_the_teachers_to_mend(
    assignment: Path, grader: Callable[..., Any]
) -> None:
    for arguments, words in (
        (("autotest", "hw1"), "no cell of tests holds an AUTOTEST"),
        (("grade", "hw2", "--from", assignment), "did you mean 'hw1'?"),
        (("grade", "hw1", "--from", assignment / "nothing"), "no such folder or zip file"),
        (("release", "../hw1"), "there is no assignment"),
    ):
        ended = grader("assignment", *arguments, "-C", assignment)
        assert ended.status == 2
        assert words in ended.err


def test_an_unknown_key_or_a_wrong_limit_is_named_with_its_line(assignment: Path, grader: Callable[..., Any]) -> None:
    settings = assignment / "assignments" / "hw1" / "assignment.yaml"
    for text, words in (("titel: x\n", "assignment.yaml:1"), ("title: x\ncall_time: 10\n", "assignment.yaml:2")):
        settings.write_text(text, encoding="utf-8")
        ended = grader("assignment", "release", "hw1", "-C", assignment)
        assert ended.status == 2
        assert words in ended.err


@pytest.mark.slow
def test_a_whole_assignment_from_release_to_the_marks(
    assignment: Path, grader: Callable[..., Any], wall: list[str], snapshot: Callable[[Path], Any]
) -> None:
    assert grader("assignment", "release", "hw1", "--check", "-C", assignment, *wall).status == 0
    archive = assignment / "in.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("Ana Able_1_assignsubmission_file_/hw1.ipynb", _notebook(_GOOD))
        out.writestr("s2/hw1.ipynb", b"not json")
        out.writestr("s4/hw1.ipynb", b'{"nbformat": 3, "worksheets": []}')
        out.writestr("s5/hw1.ipynb", b" " * 21_000_000, zipfile.ZIP_DEFLATED)
        out.writestr("s6/hw1.ipynb", _notebook(_GOOD.partition("# %% [markdown]")[0] * 2))
        out.writestr("s7/hw1.ipynb", _notebook(_GOOD).replace(b'"points": 3', b'"points": "three"'))
        out.writestr("stranger/hw1.ipynb", _notebook(_GOOD))
    ended = grader("assignment", "grade", "hw1", "--from", archive, "-C", assignment, "--slots", "2", *wall)
    assert ended.status == 1
    assert "s1: not known yet of 10" in ended.out
    assert "s2: 0 of 10  the file is not JSON" in ended.out
    assert "1 belong to nobody in the roster: stranger/hw1.ipynb" in ended.out
    assert "1 handed in nothing: s3" in ended.out
    assert "s4: 0 of 10  the notebook has format 3" in ended.out
    assert "s5: 0 of 10  the notebook has 21 MB; at most 20 MB are read" in ended.out
    assert "s6: 7 of 10" in ended.out
    assert "s7: not known yet of 10" in ended.out
    ana, bo, nobody, *_ = _rows(assignment)
    assert (ana["in-kernel"], ana["test_doubles"], ana["why"], ana["points"], ana["state"]) == (
        "2.00",
        "5.00",
        "",
        "",
        "PENDING_MANUAL",
    )
    assert (bo["points"], bo["max"]) == ("0.00", "10.00")
    assert (nobody["name"], nobody["points"], nobody["note"]) == ("'=HYPERLINK(1)", "", "nothing handed in")
    feedback = (assignment / "out" / "assignments" / "hw1" / "feedback" / "s1.md").read_text(encoding="utf-8")
    assert feedback.startswith("# Doubles\n")
    before = snapshot(assignment / ".grader" / "assignments")
    again = grader("assignment", "grade", "hw1", "--from", archive, "-C", assignment, *wall)
    assert "0 graded now, 6 known before" in again.out
    assert snapshot(assignment / ".grader" / "assignments") == before
    out = assignment / "out" / "assignments" / "hw1"
    assert '<pre class="source">Mine.</pre>' in (out / "answers.html").read_text(encoding="utf-8")
    sheet = out / "to_mark.csv"
    assert sheet.read_bytes().decode("utf-8-sig").splitlines() == [
        "task,who,maximum,points,comment", "why,s1,3,,", "why,s7,3,,",
    ]  # fmt: skip
    assert grader("assignment", "mark", "hw1", "s1", "why", "4", "--reason", "x", "-C", assignment).status == 2
    for row, words in (
        ("s7,3.5,x", ":3: why is worth 0 to 3"),
        ("s7,1e-999999999,x", ":3: '1e-999999999' is no number of points"),
        ("s8,1,x", ":3: there is no result"),
        ("s7,1,", ":3: a mark needs"),
    ):
        who, points, comment = row.split(",")
        text = f"task,who,maximum,points,comment\nwhy,s1,3,1,fine\nwhy,{who},3,{points},{comment}\n"
        (assignment / "filled.csv").write_text(text, encoding="utf-8")
        wrong = grader("assignment", "marks", "hw1", assignment / "filled.csv", "-C", assignment)
        assert (wrong.status, words in wrong.err) == (2, True), wrong.err
    assert _rows(assignment)[0]["why"] == ""
    filled = "task,who,maximum,points,comment\nwhy,s1,3,,\nwhy,s7,3,3,well argued\n"
    (assignment / "filled.csv").write_text(filled, encoding="utf-8")
    kept = grader("assignment", "marks", "hw1", assignment / "filled.csv", "-C", assignment)
    assert (kept.status, kept.out) == (0, "1 marks are kept\n")
    assert _rows(assignment)[-1]["points"] == "10.00"
    assert grader("assignment", "mark", "hw1", "s1", "why", "2.5", "--reason", "short", "-C", assignment).status == 0
    assert (_rows(assignment)[0]["why"], _rows(assignment)[0]["points"]) == ("2.50", "9.50")
    assert "short" in (assignment / "out" / "assignments" / "hw1" / "feedback" / "s1.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_student_checks_the_own_notebook_without_a_sandbox(assignment: Path, grader: Callable[..., Any]) -> None:
    grader("assignment", "release", "hw1", "-C", assignment)
    own = assignment / "release" / "hw1" / "hw1.ipynb"
    untouched = grader("assignment", "check", own)
    assert untouched.status == 1
    assert "FAIL  Twice two is four." in untouched.out
    assert "NotImplementedError" in untouched.out
    own.write_bytes(_notebook(_GOOD))
    said = json.loads(grader("assignment", "check", own, "--format", "json").out)
    passed = {"test": "Twice two is four.", "passed": True, "message": ""}
    assert said == {"notebook": "hw1.ipynb", "status": "OK", "message": "", "tests": [passed], "exit_status": 0}
    good = grader("assignment", "check", own)
    assert (good.status, good.out.splitlines()[-1]) == (0, "1 of 1 public tests pass")
    assert grader("assignment", "check", own.with_name("hw2.ipynb")).status == 2


@pytest.mark.slow
def test_assignments_are_a_component_of_the_gradebook(
    course: Path, grader: Callable[..., Any], wall: list[str], rows: Callable[[Path], Any]
) -> None:
    rubric = """\
course: Homework
components:
  exam: {weight: 50, source: exam}
  homework:
    weight: 50
    source: assignments
    criteria:
      hw1: {points: 20}
"""
    (course / "rubric.yaml").write_text(rubric, encoding="utf-8")
    path = course / "course.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./rubric.yaml"), encoding="utf-8"
    )
    folder = course / "assignments" / "hw1"
    folder.mkdir(parents=True)
    (folder / "source.py").write_text(_SOURCE.partition("# %% [markdown]")[0], encoding="utf-8")
    (folder / "tests.py").write_text(_TESTS, encoding="utf-8")
    for who, work in (("s1", _GOOD), ("g03", _WRONG)):
        (course / "in" / who).mkdir(parents=True)
        (course / "in" / who / "hw1.ipynb").write_bytes(_notebook(work))
    (folder / "assignment.yaml").write_text("title: Doubles\nfrom: in\n", encoding="utf-8")
    ended = grader("grade-all", "-C", course, *wall)
    assert "Doubles:\n" in ended.out
    assert ended.status == 1
    found = rows(course)
    assert (found["s1"]["homework_points"], found["s1"]["homework_percent"]) == ("20.00", "100.00")
    assert found["s4"]["homework_points"] == "0.00"
    assert (found["s2"]["homework_points"], found["s2"]["state"]) == ("", "PENDING_MANUAL")


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ("{points: 5, check: accuracy}", "it has no 'check'"),
        ("{points: 5, levels: {5: Good}}", "it has no 'levels'"),
        ("{title: x}", "has no 'points'"),
    ],
)
def test_an_assignment_in_the_rubric_has_points_and_nothing_else(
    course: Path, criterion: str, words: str, grader: Callable[..., Any]
) -> None:
    text = (
        f"course: x\ncomponents:\n  homework:\n    weight: 100\n    source: assignments\n    criteria:\n      hw1: {criterion}\n"
    )
    (course / "rubric.yaml").write_text(text, encoding="utf-8")
    path = course / "course.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./rubric.yaml"), encoding="utf-8"
    )
    ended = grader("status", "-C", course)
    assert ended.status == 2
    assert "rubric.yaml:7" in ended.err
    assert words in ended.err
