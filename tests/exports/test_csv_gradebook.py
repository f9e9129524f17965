import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import InputError, MachineError
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Component, Course, Criterion, Per, Source
from grader.core.scores import ComponentScore, Mark, State
from grader.exports.csv_gradebook import csv_gradebook, write_gradebook

COMMIT = "0123456789abcdef0123456789abcdef01234567"
COURSE = Course(
    "Deep Learning",
    (
        Component("project", "Project", Decimal(60), Source.REPOSITORY, Per.GROUP, (Criterion("runs", "Runs", Decimal(80)),)),
        Component("exam", "Exam", Decimal(40), Source.EXAM, Per.STUDENT),
    ),
)


def roster(*students: Student, extra: tuple[str, ...] = ()) -> Roster:
    return Roster((Group("team-a", "", students),), extra)


def score(name: str, points: str | None, maximum: str) -> ComponentScore:
    known = None if points is None else Decimal(points)
    return ComponentScore(name, name, known, Decimal(maximum), Decimal(50), State.FULLY_GRADED)


def mark(student: Student, project: str | None = "70", exam: str | None = "80", percent: str | None = "84.5") -> Mark:
    parts = (score("project", project, "80"), score("exam", exam, "100"))
    known = None if percent is None else Decimal(percent)
    state = State.PENDING_MANUAL if known is None else State.FULLY_GRADED
    return Mark(student, parts, known, None if known is None else "85", state, "" if known else "no exam result", COMMIT)


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


ADA = Student("s1", "Ada", "ada@example.org", "team-a")


def test_the_columns_are_those_of_the_file_contract() -> None:
    data = csv_gradebook(COURSE, roster(ADA), [mark(ADA)])
    assert (
        data
        == (
            "\ufeffstudent_id,name,email,group,project_points,project_max,project_percent,exam_points,exam_max,exam_percent,"
            "total_percent,grade,state,note,commit\r\n"
            f"s1,Ada,ada@example.org,team-a,70.00,80.00,87.50,80.00,100.00,80.00,84.50,85,FULLY_GRADED,,{COMMIT}\r\n"
        ).encode()
    )


def test_what_is_not_known_is_blank_and_what_is_zero_is_zero() -> None:
    bob = replace(ADA, id="s2")
    data = csv_gradebook(COURSE, roster(ADA, bob), [mark(ADA, exam=None, percent=None), mark(bob, exam="0")])
    table = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", index_col="student_id")
    assert table.loc["s1", ["exam_points", "exam_percent", "total_percent", "grade"]].isna().all()
    assert table.loc["s1", ["project_points", "exam_max"]].tolist() == [70, 100]
    assert table.loc["s1", ["state", "note"]].tolist() == ["PENDING_MANUAL", "no exam result"]
    assert table.loc["s2", ["exam_points", "exam_percent"]].tolist() == [0, 0]


def test_a_student_without_a_mark_has_a_row_that_says_so() -> None:
    (row,) = rows(csv_gradebook(COURSE, roster(ADA), []))[1:]
    assert row == [
        "s1",
        "Ada",
        "ada@example.org",
        "team-a",
        "",
        "80.00",
        "",
        "",
        "100.00",
        "",
        "",
        "",
        "NOT_READY",
        "not graded yet",
        "",
    ]


def test_a_mark_of_a_stranger_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="s9"):
        csv_gradebook(COURSE, roster(ADA), [mark(replace(ADA, id="s9"))])


def test_rows_follow_the_roster_whatever_the_order_of_the_marks() -> None:
    bob = replace(ADA, id="s2")
    forth, back = ([mark(student) for student in students] for students in ((ADA, bob), (bob, ADA)))
    assert csv_gradebook(COURSE, roster(bob, ADA), forth) == csv_gradebook(COURSE, roster(bob, ADA), back)
    assert [row[0] for row in rows(csv_gradebook(COURSE, roster(bob, ADA), forth))[1:]] == ["s2", "s1"]


@pytest.mark.parametrize(
    ("points", "shown"),
    [("0.005", "0.01"), ("1.005", "1.01"), ("2.675", "2.68"), ("33.3333333", "33.33"), ("0.0049", "0.00"), ("80", "80.00")],
)
def test_numbers_are_rounded_half_up_to_two_decimals(points: str, shown: str) -> None:
    assert rows(csv_gradebook(COURSE, roster(ADA), [mark(ADA, project=points)]))[1][4] == shown


@given(st.decimals(0, 80, allow_nan=False, places=6), st.decimals(0, 100, places=6), st.decimals(0, 100, places=6))
def test_csv_and_pandas_read_the_same_numbers_that_were_written(project: Decimal, exam: Decimal, percent: Decimal) -> None:
    data = csv_gradebook(COURSE, roster(ADA), [mark(ADA, str(project), str(exam), str(percent))])
    names, cells = rows(data)
    table = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
    wanted = {
        "project_points": project,
        "exam_points": exam,
        "project_percent": project * 100 / 80,
        "exam_percent": exam,
        "total_percent": percent,
    }
    for name, value in wanted.items():
        cell = cells[names.index(name)]
        assert abs(Decimal(cell) - value) <= Decimal("0.005")
        assert table[name][0] == float(cell)


NAMES = [
    'O\'Brien, "Bob"',
    "two\nlines",
    "two\r\nlines",
    "a\ttab",
    "林志玲 🙂",
    "\u202eevil\u202c",
    "שָׁלוֹם",
    "e\u0301",
    "x" * 200,
    "NA",
    "007",
    " padded ",
    "a;b|c",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_comes_back_as_it_was(name: str) -> None:
    student = replace(ADA, name=name)
    data = csv_gradebook(COURSE, roster(student), [mark(student)])
    assert rows(data)[1][1] == name
    table = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", dtype=str, keep_default_na=False, lineterminator=None)
    assert table["name"][0] == name
    assert len(table) == 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_every_text_comes_back_at_most_with_a_leading_apostrophe(name: str, extra: str) -> None:
    student = replace(ADA, name=name, extra=(("編號", extra),))
    names, cells = rows(csv_gradebook(COURSE, roster(student, extra=("編號",)), [mark(student)]))
    assert cells[1] in (name, f"'{name}")
    assert cells[names.index("編號")] in (extra, f"'{extra}")


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\x00=1"]
WIDE = ["＝1+1", "＋1", "－1", "＠x", "﹦1", "﹢1", "﹣1", "﹫1", "−1", " ＝cmd|' /C calc'!A0", "\ttext", "\rtext"]  # the point


@pytest.mark.parametrize("formula", FORMULAS + WIDE)
def test_no_cell_of_text_is_a_formula_in_any_spreadsheet(formula: str) -> None:
    student = Student(formula, formula, formula, formula, ((formula, formula),))
    data = csv_gradebook(COURSE, roster(student, extra=(formula,)), [replace(mark(student), grade=formula, note=formula)])
    names, cells = rows(data)
    assert [cells[names.index(name)] for name in ("student_id", "name", "email", "group")] == [f"'{formula}"] * 4
    assert cells[names.index("grade")] == (formula if formula == "-1" else f"'{formula}")  # -1 is a number there, and safe
    assert names[-1] == cells[-1] == f"'{formula}"
    assert not cells[names.index("note")].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("harmless", ["a=b", "1-2", "'", "x@example.org", "(=1)", ".5", "\uff5c"])
def test_other_text_is_left_alone(harmless: str) -> None:
    student = replace(ADA, name=harmless)
    assert rows(csv_gradebook(COURSE, roster(student), [mark(student)]))[1][1] == harmless


def test_a_number_stays_a_number() -> None:
    # A scale may go below zero (the Danish one ends at -3): that is a number, not a formula.
    assert rows(csv_gradebook(COURSE, roster(ADA), [replace(mark(ADA), grade="-3")]))[1][11] == "-3"


def test_a_note_stays_on_its_line_and_hides_nothing() -> None:
    noted = replace(mark(ADA), note="notebook: a\r\nforged,row\u202e")
    assert rows(csv_gradebook(COURSE, roster(ADA), [noted]))[1][13] == "notebook: a\\x0d\\x0aforged,row\\u202e"


def test_half_a_character_does_not_stop_the_gradebook() -> None:
    student = replace(ADA, name="a\ud800b")
    assert rows(csv_gradebook(COURSE, roster(student), [mark(student)]))[1][1] == "a\\ud800b"


def test_further_columns_of_the_roster_follow_and_a_taken_name_is_told_apart() -> None:
    student = replace(ADA, extra=(("year", "3"), ("grade", "B"), ("roster_grade", "C")))
    columns = ("year", "grade", "roster_grade", "empty")
    names, cells = rows(csv_gradebook(COURSE, roster(student, extra=columns), [mark(student)]))
    assert names[14:] == ["commit", "year", "roster_grade", "roster_roster_grade", "empty"]
    assert cells[15:] == ["3", "B", "C", ""]
    assert len(set(names)) == len(names)


def test_a_component_that_takes_the_name_of_the_total_is_refused() -> None:
    course = replace(COURSE, components=(replace(COURSE.components[0], id="total"),))
    with pytest.raises(InputError, match="total_percent"):
        csv_gradebook(course, roster(ADA), [])


def test_the_same_marks_give_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_csv_gradebook as t; "
        "sys.stdout.buffer.write(t.csv_gradebook(t.COURSE, t.roster(t.ADA), [t.mark(t.ADA)]))"
    )
    arguments = [sys.executable, "-c", program, str(Path(__file__).parent)]
    outputs = {
        subprocess.run(
            arguments, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {csv_gradebook(COURSE, roster(ADA), [mark(ADA)])}


def test_the_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "out" / "gradebook.csv"
    write_gradebook(path, b"old")
    before = path.stat().st_ino
    write_gradebook(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_ino != before
    assert [file.name for file in path.parent.iterdir()] == ["gradebook.csv"]


def test_a_gradebook_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.csv"
    path.mkdir()
    (path / "kept").touch()
    with pytest.raises(MachineError, match="cannot be written"):
        write_gradebook(path, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["gradebook.csv"]
