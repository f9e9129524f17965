from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.core.exam import Exam
from grader.core.roster import Group, Roster, Student
from grader.intake.exam.read_exam import read_exam
from grader.intake.exam.rules import ExamRules

_ROSTER = Roster(
    (
        Group("G1", "", (Student("s001", "Ann", "ann@u.edu", "G1"), Student("s002", "Bo", "bo@u.edu", "G1"))),
        Group("G2", "", (Student("s003", "Cy", "cy@u.edu", "G2"), Student("s004", "Di", "cy@u.edu", "G2"))),
    ),
)
_SIMPLE = "student_id,points,maximum\ns001,32.5,40\ns002,0,40\ns003,,40\n"
_DOWNLOAD = (
    '"Timestamp","Username","Total score","Student ID","Student ID [Score]","Student ID [Feedback]","Score"\r\n'
    '"2024/12/22 11:49:31 AM GMT+8","x@u.edu","28.00 / 40","s001","-- / 0","","Foo;Baz\nand more"\r\n'
    '"2024/12/22 11:50:31 AM GMT+8","bo@u.edu","7.50 / 40","","-- / 0","",""\r\n'
    '"2024/12/22 11:51:31 AM GMT+8","","-- / 40","s003","-- / 0","",""\r\n'
)
_SHEET = "Timestamp,Email Address,Score,Which?,Which?\n8/4/2025 23:25:41,ANN@u.edu,8 / 10,a,b\n8/4/2025 23:26:00,bo@u.edu,0,a,b\n"


def _read(tmp_path: Path, text: str) -> Exam:
    path = tmp_path / "exam.csv"
    path.write_bytes(text.encode())
    return read_exam(ExamRules({"": path}), _ROSTER)


def test_points_that_are_blank_or_absent_are_missing_and_never_zero(tmp_path: Path) -> None:
    exam = _read(tmp_path, _SIMPLE)
    assert exam == Exam({"s001": Decimal("32.5"), "s002": Decimal(0)}, Decimal(40), ("s003", "s004"))


def test_without_a_maximum_it_is_100(tmp_path: Path) -> None:
    assert _read(tmp_path, "Student ID,Points\ns001,99\n").maximum == Decimal(100)


def test_a_quiz_as_google_forms_downloads_it(tmp_path: Path) -> None:
    exam = _read(tmp_path, "\ufeff" + _DOWNLOAD)
    assert exam == Exam({"s001": Decimal(28), "s002": Decimal("7.5")}, Decimal(40), ("s003", "s004"))


def test_a_quiz_as_its_linked_sheet_exports_it(tmp_path: Path) -> None:
    exam = _read(tmp_path, _SHEET)
    assert exam == Exam({"s001": Decimal(8), "s002": Decimal(0)}, Decimal(10), ("s003", "s004"))


def test_letter_case_does_not_hide_a_student(tmp_path: Path) -> None:
    assert _read(tmp_path, "student_id,points\nS001,50\n").points == {"s001": Decimal(50)}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (_SIMPLE.replace("s002", "s009"), 3, "no student of the roster has the id 's009'\n  hint: did you mean"),
        (_SIMPLE.replace("s002", "s001"), 3, "two results, on lines 2 and 3"),
        (_SIMPLE.replace("s002,0,40", "s002,0,50"), 3, "the maximum is 50 here, but 40 on line 2"),
        (_SIMPLE.replace("32.5", "40.5"), 2, "40.5 points are more than the maximum of 40"),
        (_SIMPLE.replace("32.5", "-1"), 2, "cannot be negative"),
        (_SIMPLE.replace("32.5", "many"), 2, "no number of points"),
        (_SIMPLE.replace("32.5", "nan"), 2, "no number of points"),
        (_SIMPLE.replace("32.5", "#REF!"), 2, "a formula of the spreadsheet failed"),
        (_SIMPLE.replace("32.5", '"32,5"'), 2, "a decimal point, not a comma"),
        (_SIMPLE.replace("32.5,40", "32.5,"), 2, "the maximum is missing"),
        (_SIMPLE.replace("32.5,40", "32.5,0"), 2, "the maximum is 0"),
        (_SIMPLE.replace("s001", ""), 2, "does not say who it was"),
        ("student_id,grade\ns001,1\n", 1, "no column with the points"),
        ("name,Score\nAnn,1 / 2\n", 1, "no column that says who it was"),
        ("Student ID,Score,Score\ns001,1 / 2,1 / 2\n", 1, "two columns are called 'Score'"),
        (_SHEET.replace("8 / 10", "8"), 2, "no score states its maximum"),
        (_SHEET.replace("8 / 10", "8 /"), 2, "the maximum is missing"),
        (_SHEET.replace("8 / 10", "8 / 10 / 2"), 2, "no number of points"),
        (_SHEET.replace("bo@u.edu,0", "bo@u.edu,1 / 12"), 3, "the maximum is 12 here, but 10 on line 2"),
        (_SHEET.replace("bo@", "boo@"), 3, "did you mean 'bo@u.edu'?"),
        (_SHEET.replace("bo@", "cy@"), 3, "2 students of the roster have the e-mail address 'cy@u.edu'"),
        (_DOWNLOAD.replace('"bo@u.edu"', '"ann@u.edu"'), 4, "two results, on lines 2 and 4"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text)
    assert words in str(caught.value)
    assert caught.value.line == line
