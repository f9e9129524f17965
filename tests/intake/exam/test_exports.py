"""Exports as Google Forms and spreadsheets make them: shapes, languages, files, people, times, variants."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.core.rekey import Rekey, RekeyKind
from grader.intake.exam.rules import Take

_ANSWERS = (
    "Timestamp,Email Address,Student ID,Name,Which layer?,Tick all,How much?,Name it\n"
    '2027/01/08 9:00:00 AM GMT+8,,s001,Ann,"Flatten, of course","A, B, or so","0,25",Soft  MAX\n'
    '2027/01/08 9:01:00 AM GMT+8,,s002,Bo,Dense,"A, C",0.3,sigmoid\n'
    "2027/01/08 9:02:00 AM GMT+8,,004,Mei,,A,,softmax\n"
)
_POINTS = {"s001": Decimal(10), "s002": Decimal(0), "004": Decimal(5)}
_QUIZ = (
    '"{time}","{user}","{total}","Student ID","Student ID [{score}]","Student ID [{note}]",'
    '"Is [x] right?","Is [x] right? [{score}]","Is [x] right? [{note}]",'
    '"Same?","Same? [{score}]","Same? [{note}]","Same?","Same? [{score}]","Same? [{note}]"\r\n'
    '"2027/01/08 9:00:00 AM GMT+8","ann@u.edu","2.50 / 4","s001","-- / 0","",'
    '"Foo;Baz","1.00 / 1","","yes","1.50 / 2","","a","0.00 / 1",""\r\n'
    '"2027/01/08 9:01:00 AM GMT+8","bo@u.edu","3.00 / 4","s002","-- / 0","",'
    '"Foo","0.00 / 1","","no","2.00 / 2","","b","1.00 / 1",""\r\n'
)
_LANGUAGES = {
    "English": ("Timestamp", "Username", "Total score", "Score", "Feedback"),
    "Traditional Chinese": ("時間戳記", "使用者名稱", "總分", "得分", "意見回饋"),
    "Simplified Chinese": ("时间戳记", "用户名", "总分", "得分", "反馈"),
    "German": ("Zeitstempel", "Nutzername", "Gesamtpunktzahl", "Punktzahl", "Feedback"),
    "a language nobody told us": ("Horodateur", "Username", "Score obtenu", "Note", "Commentaires"),
}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_a_quiz_as_downloaded_in_any_language_gives_the_points_of_exam_and_questions(exam: Any, language: str) -> None:
    time, user, total, score, note = _LANGUAGES[language]
    found = exam(_QUIZ.format(time=time, user=user, total=total, score=score, note=note))
    assert found.points == {"s001": Decimal("2.5"), "s002": Decimal(3)}
    assert (found.maximum, found.missing) == (4, ("s003", "004"))
    assert [(item.title, item.maximum, item.points.tolist()) for item in found.table.items] == [
        ("Is [x] right?", 1.0, [1.0, 0.0]), ("Same?", 2.0, [1.5, 2.0]), ("Same?", 1.0, [0.0, 1.0]),
    ]  # fmt: skip
    assert found.table.items[0].right == {"foo", "baz"}


def test_answers_alone_are_graded_with_the_key(exam: Any, key_text: str) -> None:
    found = exam(_ANSWERS, key=key_text)
    assert (found.points, found.maximum, found.missing) == (_POINTS, 10, ("s003",))
    assert [item.points.tolist() for item in found.table.items] == [[2, 0, 0], [2, 0, 1], [2, 0, 0], [4, 0, 4]]


def test_a_quiz_is_graded_by_the_key_where_there_is_one(exam: Any) -> None:
    words = dict(zip(("time", "user", "total", "score", "note"), _LANGUAGES["German"], strict=True))
    key = """\
defaults: {points: 1}
questions:
  q1: {title: "Is [x] right?", kind: checkboxes, options: [Foo, Bar, Baz], answer: [Foo]}
  q2: {title: "Same?", answer: yes}
  q3: {title: "Another", answer: b}
"""
    last = '"Same?","Same? [{score}]","Same? [{note}]"\r'
    found = exam(_QUIZ.replace(last, last.replace("Same?", "Another")).format(**words), key=key)
    assert found.points == {"s001": Decimal(1), "s002": Decimal(2)}


@pytest.mark.parametrize("separator", [";", "\t"])
def test_the_separator_is_the_one_outside_the_quotes(exam: Any, separator: str) -> None:
    header = separator.join(('"Student ID"', '"Total score"', '"Which, of the many, is it?"'))
    found = exam(f"{header}\ns001{separator}3 / 4{separator}x\n")
    assert found.points == {"s001": 3}


def test_the_zip_that_google_downloads_is_read_as_it_is(exam: Any, key_text: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Exam.csv/Exam.csv", _ANSWERS)
    assert exam(packed.getvalue(), key=key_text, name="Exam.csv.zip").points == _POINTS
    damaged = bytearray(packed.getvalue())
    damaged[48:58] = b"\xff" * 10  # where its deflated text begins
    with pytest.raises(InputError, match=r"Exam\.csv\.zip"):
        exam(bytes(damaged), key=key_text, name="Exam.csv.zip")
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("Other.csv", _ANSWERS)
    with pytest.raises(InputError, match="holds 2 CSV files"):
        exam(packed.getvalue(), key=key_text, name="Exam.csv.zip")


def _workbook(rows: list[list[Any]], *more: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Form Responses 1"
    for row in rows:
        sheet.append(row)
    for title in more:
        book.create_sheet(title).append(["a"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ROWS = [
    ["Timestamp", "Email Address", "Student ID", "Which layer?", "Tick all", "How much?", "Name it"],
    [dt.datetime(2027, 1, 8, 9, 0), None, "s001", "Flatten, of course", "A, B, or so", 0.25, "softmax"],  # noqa: DTZ001 - a sheet's
    [dt.datetime(2027, 1, 8, 9, 1), "bo@u.edu", None, "Dense", "A", 0.1 + 0.15, None],  # noqa: DTZ001 - as above
    [None] * 7,
    [dt.datetime(2027, 1, 8, 9, 2), None, "004", None, None, 1, True],  # noqa: DTZ001 - as above
]


def test_a_workbook_is_read_as_it_shows(exam: Any, key_text: str) -> None:
    closes = dt.datetime.fromisoformat("2027-01-08T09:01:30+08:00")
    found = exam(_workbook(_ROWS), key=key_text, name="exam.xlsx", closes=closes)
    assert found.points == {"s001": Decimal(10), "s002": Decimal(3)}
    assert [(one.student, one.line) for one in found.set_aside] == [("004", 5)]


def test_a_damaged_workbook_is_refused_wherever_the_damage_is(exam: Any, key_text: str) -> None:
    whole, places = _workbook(_ROWS), list[str]()
    for at in range(0, len(whole), 41):
        damaged = whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :]
        try:
            exam(damaged, key=key_text, name="exam.xlsx")
        except InputError as error:
            places.append((error.file or Path()).name)
    assert (len(places) > 20, set(places)) == (True, {"exam.xlsx"})


def test_of_several_sheets_one_must_be_named(exam: Any, key_text: str) -> None:
    book = _workbook(_ROWS, "Notes")
    with pytest.raises(InputError, match=r"has 2 sheets\n  hint: .*Form Responses 1, Notes"):
        exam(book, key=key_text, name="exam.xlsx")
    assert len(exam(book, key=key_text, name="exam.xlsx", sheet="Form Responses 1").points) == 3
    with pytest.raises(InputError, match="no sheet 'Form'"):
        exam(book, key=key_text, name="exam.xlsx", sheet="Form")


def test_a_workbooks_broken_and_uncomputed_formulas_are_refused(exam: Any, key_text: str) -> None:
    rows = [*_ROWS[:2], [None, None, "s002", "Dense", "#REF!", 1, ""]]
    with pytest.raises(InputError, match=r"exam.xlsx:3: column E \(Tick all\): '#REF!' is no answer"):
        exam(_workbook(rows), key=key_text, name="exam.xlsx")
    rows = [*_ROWS[:2], [None, None, "s002", "Dense", "A", "=1/4", ""]]
    with pytest.raises(InputError, match=r"exam\.xlsx:3: cell 6 of this row is a formula that was never computed"):
        exam(_workbook(rows), key=key_text, name="exam.xlsx")
    with pytest.raises(InputError, match="no Excel workbook"):
        exam(b"PK\x03\x04 nonsense", key=key_text, name="exam.xlsx")


# Who


def test_an_alias_names_the_student_by_another_id_or_address(exam: Any) -> None:
    assert exam("Student ID,Score\ns0o1,3 / 4\n").points == {"s001": 3}
    assert exam("Email Address,Score\nANN@home.org,3 / 4\n").points == {"s001": 3}


def test_a_column_that_the_course_names_says_who_it_was(exam: Any) -> None:
    text = "Email Address,Your university address,Score\nx@home.org,ann@u.edu,3 / 4\ny@home.org,004,2 / 4\n"
    assert exam(text, identity="your  university address").points == {"s001": 3, "004": 2}
    with pytest.raises(InputError, match=r"no column 'Matrikel', which exam\.identity names"):
        exam(text, identity="Matrikel")


def test_everyone_who_is_unknown_is_named_at_once_with_the_nearest(exam: Any) -> None:
    with pytest.raises(InputError) as caught:
        exam("Student ID,Score\ns01,1 / 4\ns002,1 / 4\nS0003,1 / 4\nnobody,1 / 4\n")
    said = str(caught.value)
    assert "exam.csv:2: column A (Student ID): no student of the roster has the id 's01'" in said
    assert "did you mean 's001'? If that is right, put what was typed into the roster's column alias." in said
    assert "also line 4: 'S0003', nearest 's003'" in said
    assert "also line 5: 'nobody'" in said


def test_an_id_of_one_and_the_address_of_another_is_refused(exam: Any) -> None:
    with pytest.raises(InputError, match=r"exam.csv:2: column A .*the id is of 's001', but the address of 's002'"):
        exam("Student ID,Email Address,Score\ns001,bo@u.edu,3 / 4\n")


def test_rows_of_people_to_skip_are_passed_over(exam: Any) -> None:
    text = "Student ID,Email Address,Score\ns001,,3 / 4\n,Staff@u.edu,4 / 4\ntrial,,4 / 4\n"
    assert exam(text, skip=frozenset({"staff@u.edu", "trial"})).points == {"s001": 3}


# When, and how often

_TWICE = (
    "Timestamp,Student ID,Score\n"
    "2027/1/8 9:30:00 AM GMT+8,s001,3 / 4\n"
    "2027/1/8 9:00:00 AM GMT+8,s001,2 / 4\n"  # the sheet was sorted by something else
    "2027/1/8 10:00:00 AM GMT+8,s001,1 / 4\n"
    "2027/1/8 9:00:00 AM GMT+8,s002,4 / 4\n"
    "2027/1/8 10:30:00 AM GMT+8,s003,4 / 4\n"
)
_CLOSES = dt.datetime.fromisoformat("2027-01-08T09:59:00+08:00")


@pytest.mark.parametrize(("take", "points"), [(Take.FIRST, 2), (Take.LAST, 1), (Take.BEST, 3)])
def test_of_several_submissions_the_rule_takes_one_and_names_the_others(exam: Any, take: Take, points: int) -> None:
    found = exam(_TWICE, take=take)
    assert found.points["s001"] == points
    assert {one.line for one in found.set_aside} == {2, 3, 4} - {{2: 3, 1: 4, 3: 2}[points]}
    assert {one.why for one in found.set_aside} == {f"of 3 the {take.value} counts"}


def test_what_comes_after_the_close_does_not_count_and_is_no_zero(exam: Any) -> None:
    found = exam(_TWICE, take=Take.LAST, closes=_CLOSES)
    assert found.points == {"s001": 3, "s002": 4}
    assert found.missing == ("s003", "004")
    assert found.notes == {"s003": "handed in 31 minutes after the exam closed, so it does not count unless exam.late says so"}


def test_late_ones_count_where_the_course_says_so_with_a_note(exam: Any) -> None:
    found = exam(_TWICE, take=Take.LAST, closes=_CLOSES, late=True)
    assert (found.points["s001"], found.points["s003"]) == (1, 4)
    assert found.notes["s001"] == "handed in 1 minute after the exam closed, and counted"


def test_while_one_is_not_marked_nobody_knows_which_is_best(exam: Any) -> None:
    found = exam(_TWICE.replace("1 / 4", "-- / 4"), take=Take.BEST)
    assert "s001" in found.missing
    assert found.notes == {"s001": "one of 3 is not marked yet, so nobody knows which is best"}


def test_without_a_rule_a_second_submission_is_refused(exam: Any) -> None:
    with pytest.raises(InputError, match=r"'s001' has two results, on lines 2 and 3\n  hint: .*take: first, last or best"):
        exam(_TWICE)
    with pytest.raises(InputError, match="no column with the time of each row"):
        exam("Student ID,Score\ns001,1 / 2\ns001,2 / 2\n", take=Take.LAST)


# Variants

_VARIANTS = """\
questions:
  q1: {title: First, options: [A, B, C], answer: A, points: 1}
  q2: {title: Second, kind: checkboxes, options: [A, "B, C", D], answer: [A, "B, C"], points: 1}
  q3: {title: Third, kind: number, answer: 7, points: 1}
"""
_A_AND_B = """\
  A:
  B:
    q1: {title: Third, options: {C: A, A: B, B: C}}
    q2: {title: First, options: {1: A, 2: D, 3: "B, C"}}
    q3: Second
"""


def test_forms_with_shuffled_questions_and_options_are_mapped_onto_the_key(exam: Any) -> None:
    key = f"{_VARIANTS}variants:\n  column: Your form\n{_A_AND_B}"
    text = 'Student ID,Your form,First,Second,Third\ns001,A,A,"A, B, C",7\ns002,b,"1, 3",7,C\ns003,B,A,7,A\n'
    found = exam(text, key=key)
    assert found.points == {"s001": 3, "s002": 3, "s003": 1}
    assert [item.codes.tolist() for item in found.table.items] == [[0, 0, 1], [0, 0, 1], [0, 0, 0]]
    with pytest.raises(InputError, match=r"exam.csv:3: column B \(Your form\): 'C' is no variant of the key"):
        exam(text.replace("s002,b", "s002,C"), key=key)


def test_each_variant_may_have_a_file_of_its_own(exam: Any) -> None:
    key = f"{_VARIANTS}variants:\n{_A_AND_B}"
    a, b = 'Student ID,First,Second,Third\ns001,A,"A, B, C",7\n', 'Student ID,First,Second,Third\ns002,"1, 3",7,C\n'
    assert exam({"A": a, "B": b}, key=key).points == {"s001": 3, "s002": 3}
    with pytest.raises(InputError, match=r"'s001' has two results, on line 2 of Aexam\.csv and here"):
        exam({"A": a, "B": b.replace("s002", "s001")}, key=key)
    with pytest.raises(InputError, match="the key has no variant 'C'"):
        exam({"A": a, "C": b}, key=key)
    with pytest.raises(InputError, match="nothing says which row is which"):
        exam(a, key=key)


# Re-keying


def _rekey(question: str, kind: RekeyKind, value: str) -> Rekey:
    return Rekey(question, kind, value, "the slides say so", "Prof. Wu", "2027-01-09T10:00:00+00:00")


def test_an_accepted_answer_moves_those_who_gave_it_and_says_why(exam: Any, key_text: str) -> None:
    found = exam(_ANSWERS, key=key_text, rekeys=[_rekey("q4", RekeyKind.ACCEPT, "Sigmoid")])
    assert found.points == _POINTS | {"s002": Decimal(4)}
    assert found.notes == {"s002": "q4 re-keyed by Prof. Wu: the slides say so"}


def test_a_void_question_is_a_gift_or_is_gone(exam: Any, key_text: str) -> None:
    gift = exam(_ANSWERS, key=key_text, rekeys=[_rekey("q4", RekeyKind.VOID, "everyone")])
    assert (gift.points, gift.maximum) == (_POINTS | {"s002": Decimal(4)}, 10)
    gone = exam(_ANSWERS, key=key_text, rekeys=[_rekey("q4", RekeyKind.VOID, "excluded")])
    assert (gone.points, gone.maximum) == ({"s001": 6, "s002": 0, "004": 1}, 6)
    assert set(gone.notes) == set(_POINTS)
    assert gone.table.left_out == ("q4",)


def test_other_points_change_the_maximum(exam: Any, key_text: str) -> None:
    found = exam(_ANSWERS, key=key_text, rekeys=[_rekey("q4", RekeyKind.POINTS, "5.5")])
    assert (found.points["s001"], found.maximum) == (Decimal("11.5"), Decimal("11.5"))


def test_what_an_instructor_should_look_at_is_said(exam: Any, key_text: str) -> None:
    found = exam(_ANSWERS.replace("Dense", "Denes"), key=key_text.replace("answer: 0.25", "answer: 9"))
    assert found.warnings == (
        "q1: answers that are none of its options: 'Denes'", "q3: nobody gave an answer that the key accepts",
    )  # fmt: skip


def test_a_total_is_never_below_zero(exam: Any, key_text: str) -> None:
    key = key_text.replace("defaults: {points: 2}", "defaults: {points: 2, wrong: -3}")
    assert exam(_ANSWERS, key=key).points["s002"] == 0


def test_points_of_a_third_are_added_exactly(exam: Any) -> None:
    key = "questions:\n" + "".join(
        f"  q{n}: {{kind: checkboxes, options: [a, b, c], answer: [a, b, c], points: 1, rule: per_option}}\n" for n in range(3)
    )
    assert exam("Student ID,q0,q1,q2\ns001,a,b,c\n", key=key).points == {"s001": Decimal(1)}
    assert exam("Student ID,q0,q1,q2\ns001,a,b,\n", key=key).points["s001"] == Decimal(2) / 3
