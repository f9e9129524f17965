"""What the platforms get is what their import documentation asks for, and reads back as the same numbers."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.core.errors import InputError
from grader.core.roster import Group, Roster, Student
from grader.core.rounding import half_up
from grader.exports import PLATFORMS
from grader.exports.compare_download import compare_download
from grader.exports.score_column import score_columns
from grader.exports.their_column import their_column

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (4700),DL Project (4711),exam (4712),Final Score\r\n"
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10.00,60.00,40.00,(read only)\r\n"
    '"Lovelace, Ada",101,s1,ada,DL-A,9.00,1.00,,55.00\r\n'
    '"=""=HYPERLINK(""""x"""")""",102,007,x,DL-A,,,,\r\n'
    '"Left, Long ago",103,s99,left,DL-A,3.00,12.00,EX,1\r\n'
    '"林, 志玲",104,S4,lin,DL-A,,,EX,\r\n'
    '"Student, Test",105,,abc,DL-A,,,,\r\n'
)
WORKSHEET = (
    'Identifier,"Full name","Email address",Status,Group,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\r\n'
    '"Participant 50123","Ada",S1@example.org,"Submitted for grading",g01,,60.00,Yes,"Friday, 20 November 2026, 10:12 AM",-,\r\n'
    '"Participant 50124","Bob",s2@example.org,"Submitted for grading",g01,3.00,60.00,No,-,-,"locked"\r\n'
    '"Participant 50125","Eight",s8@example.org,"No submission",g04,,60.00,Yes,-,-,"old words"\r\n'
    '"Participant 50126","Left",left@example.org,"No submission",g04,7.00,60.00,Yes,-,-,\r\n'
)
MOODLE = (
    '"First name",Surname,"ID number",Institution,Department,"Email address","Assignment: DL Project (Real)",'
    '"Quiz: Exam (Real)","Course total (Real)","Last downloaded from this course"\r\n'
    "Ada,Lovelace,,Moodle HQ,,S1@Example.org,56.00,-,56.00,1767225600\r\n"
    "Left,Ago,,,,left@example.org,1.00,-,1.00,1767225600\r\n"
)


def rows(data: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=separator, strict=True))


def only(files: Any) -> bytes:
    (data,) = files.values()
    assert isinstance(data, bytes)
    return data


@pytest.mark.parametrize("name", ["canvas", "moodle", "brightspace"])
def test_what_is_written_is_the_committed_file(a_class: Any, golden: Any, name: str) -> None:
    ((file, data),) = PLATFORMS[name](*a_class.known).items()
    golden(file, data)


@pytest.mark.parametrize("name", ["canvas", "moodle", "brightspace"])
def test_what_is_written_reads_back_as_the_same_numbers(a_class: Any, name: str) -> None:
    table = a_class.download(only(PLATFORMS[name](*a_class.known, columns=["project", "exam", "total"])))
    assert table.platform == name
    columns = score_columns(a_class.course, a_class.marks, ["project", "exam", "total"])
    for column in columns:
        place = their_column(table, column)
        assert place is not None
        read = [table.number(line, place) for line in table.rows]
        assert read == [None if points is None else half_up(points, Decimal("0.01")) for points in column.points.values()]
    found = compare_download(*a_class.known, table)
    assert found.equal
    assert [column.ours for column in found.columns] == ["project", "exam", "total"]


@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_every_name_comes_back_as_it_was_but_for_an_apostrophe_before_a_formula(a_class: Any, name: str) -> None:
    head, *body = rows(only(PLATFORMS[name](*a_class.known)))
    place = head.index("Student" if name == "canvas" else "Full name")
    read = [row[place] for row in body if "Points Possible" not in row[0]]
    assert [text.removeprefix("'") for text in read] == [student.name for student in a_class.roster.students()]
    assert [text for text in read if text.startswith("=")] == []


@pytest.mark.parametrize("name", ["canvas", "moodle", "brightspace"])
def test_a_total_alone_can_be_asked_for_and_an_unknown_column_is_refused(a_class: Any, name: str) -> None:
    table = a_class.download(only(PLATFORMS[name](*a_class.known, columns=["total"])))
    assert [column.ours for column in compare_download(*a_class.known, table).columns] == ["total"]
    with pytest.raises(InputError, match="no column 'projct'"):
        PLATFORMS[name](*a_class.known, columns=["projct"])


def test_canvas_keeps_the_people_and_assignments_of_the_downloaded_file(a_class: Any, golden: Any) -> None:
    data = only(PLATFORMS["canvas"](*a_class.known, downloaded=a_class.download(CANVAS)))
    golden("canvas-filled.csv", data)
    assert rows(data) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "DL Project (4711)", "exam (4712)"],
        ["", "", "", "", "", "Manual Posting", ""],
        ["    Points Possible", "", "", "", "", "60.00", "40.00"],
        ["Lovelace, Ada", "101", "s1", "ada", "DL-A", "51.50", "33.00"],
        ['="=HYPERLINK(""x"")"', "102", "007", "x", "DL-A", "51.30", "40.00"],
        ["Left, Long ago", "103", "s99", "left", "DL-A", "12.00", "EX"],
        ["林, 志玲", "104", "S4", "lin", "DL-A", "51.30", "EX"],
        ["Student, Test", "105", "", "abc", "DL-A", "", ""],
    ]


def test_canvas_semicolons_and_decimal_commas_are_read(a_class: Any) -> None:
    text = "Student;ID;SIS Login ID;Section;DL Project (1)\n    Points Possible;;;;60,00\nA;1;s1@example.org;X;51,50\n"
    table = a_class.download("\ufeff" + text)
    assert [line.cells[4] for line in table.rows] == ["51,50"]
    assert compare_download(*a_class.known, table).differences == ()
    assert b"A;1;s1@example.org;X;51.50" in only(PLATFORMS["canvas"](*a_class.known, downloaded=table, columns=["project"]))


def test_a_comma_in_a_title_does_not_hide_the_semicolons(a_class: Any) -> None:
    table = a_class.download("Student;ID;SIS Login ID;Section;Quiz 1, 2 and 3 (9);DL Project (1)\nA;1;s1@example.org;X;;51,50\n")
    assert (table.separator, compare_download(*a_class.known, table).differences) == (";", ())


def test_canvas_first_and_last_names_in_two_columns_are_recognised(a_class: Any) -> None:
    text = "LastName,FirstName,ID,SIS User ID,SIS Login ID,Section,Exam (2)\n    Points Possible,,,,,,40\nL,A,1,s1,a,X,33\n"
    assert compare_download(*a_class.known, a_class.download(text)).differences == ()


@pytest.mark.parametrize("title", ["Final Score", "My Current Grade"])
def test_a_title_that_canvas_would_skip_is_refused(a_class: Any, title: str) -> None:
    project, exam = a_class.course.components
    with pytest.raises(InputError, match="Canvas skips"):
        PLATFORMS["canvas"](replace(a_class.course, components=(replace(project, title=title), exam)), a_class.roster, ())


def test_another_maximum_there_is_refused_until_points_are_to_be_converted(a_class: Any) -> None:
    table = a_class.download(CANVAS.replace("60.00,40.00", "30.00,40.00"))
    with pytest.raises(InputError, match=r"out of 30\.00 points there, and out of 60\.00 here") as refused:
        PLATFORMS["canvas"](*a_class.known, downloaded=table)
    assert "--scale" in refused.value.hint
    converted = rows(only(PLATFORMS["canvas"](*a_class.known, downloaded=table, scale=True)))
    assert converted[3][5] == "25.75"


def test_the_worksheet_is_filled_in_where_points_are_known_and_may_be_changed(a_class: Any, golden: Any) -> None:
    data = only(PLATFORMS["moodle-offline"](*a_class.known, columns=["project"], downloaded=a_class.download(WORKSHEET)))
    golden("moodle-offline.csv", data)
    before, after = rows(WORKSHEET.encode()), rows(data)
    assert [row[5] for row in after] == ["Grade", "51.50", "3.00", "", "7.00"]
    assert after[1][10].startswith("Runs 15.00 / 15.00")
    assert [row[10] for row in after[2:]] == ["locked", "old words", ""]
    assert [[*row[:5], *row[6:10]] for row in after] == [[*row[:5], *row[6:10]] for row in before]


def test_a_filled_worksheet_reads_back_as_the_same_numbers(a_class: Any) -> None:
    class_of_two = replace(a_class, roster=Roster(a_class.roster.groups[:1]), marks=a_class.marks[:2])
    text = "\r\n".join(WORKSHEET.splitlines()[:3]).replace(",No,", ",Yes,") + "\r\n"
    data = only(PLATFORMS["moodle-offline"](*class_of_two.known, columns=["exam"], downloaded=a_class.download(text), scale=True))
    again = a_class.download(data)
    assert [again.number(line, 5) for line in again.rows] == [Decimal("49.50"), Decimal("0.00")]
    assert compare_download(*class_of_two.known, again, {"Grade": "exam"}).equal


def test_the_worksheet_needs_the_downloaded_file_and_one_column(a_class: Any) -> None:
    with pytest.raises(InputError, match="only Moodle knows"):
        PLATFORMS["moodle-offline"](*a_class.known, columns=["project"])
    with pytest.raises(InputError, match="one column") as refused:
        PLATFORMS["moodle-offline"](*a_class.known, downloaded=a_class.download(WORKSHEET))
    assert refused.value.hint == "say which: --column project or --column exam"


def test_moodle_gets_only_people_it_knows_as_it_writes_them(a_class: Any, golden: Any) -> None:
    data = only(PLATFORMS["moodle"](*a_class.known, columns=["project"], downloaded=a_class.download(MOODLE)))
    golden("moodle-filled.csv", data)
    head, ada = rows(data)
    assert head[-2:] == ["Assignment: DL Project (Real)", "Feedback: Assignment: DL Project (Real)"]
    assert ada[:7] == ["Ada", "Lovelace", "", "Moodle HQ", "", "S1@Example.org", "51.50"]


def test_moodle_says_none_with_a_dash_and_never_zero(a_class: Any) -> None:
    head, *body = rows(only(PLATFORMS["moodle"](*a_class.known)))
    by_id = {row[0]: row for row in body}
    assert (by_id["s8"][head.index("DL Project")], by_id["s8"][head.index("Exam")]) == ("-", "-")
    assert (by_id["s5"][head.index("DL Project")], by_id["s2"][head.index("Exam")]) == ("0.00", "0.00")


def test_brightspace_ends_every_row_and_keeps_the_zeros_of_ids(a_class: Any) -> None:
    head, *body = rows(only(PLATFORMS["brightspace"](*a_class.known)))
    assert head[-1] == "End-of-Line Indicator"
    assert {row[-1] for row in body} == {"#"}
    assert "#007" in {row[0] for row in body}


def test_brightspace_fills_in_the_items_of_a_downloaded_file(a_class: Any) -> None:
    text = (
        "OrgDefinedId,Username,Last Name,DL Project Points Grade <Numeric MaxPoints:60 Weight:16.7 Category:Labs>,"
        "End-of-Line Indicator\n"
        "#007,#bond,Bond,,#\n#s99,#left,Left,5,#\n"
    )
    data = only(PLATFORMS["brightspace"](*a_class.known, columns=["project"], downloaded=a_class.download(text)))
    assert rows(data) == [
        [
            "OrgDefinedId",
            "Username",
            "DL Project Points Grade <Numeric MaxPoints:60 Weight:16.7 Category:Labs>",
            "End-of-Line Indicator",
        ],
        ["#007", "#bond", "51.30", "#"],
        ["#s99", "#left", "5", "#"],
    ]


def test_brightspace_names_of_users_come_from_the_roster(a_class: Any) -> None:
    group = a_class.roster.groups[0]
    ada = replace(group.members[0], extra=(("Username", "ada"),))
    roster = Roster((replace(group, members=(ada, *group.members[1:])), *a_class.roster.groups[1:]))
    head, first, second, *_ = rows(only(PLATFORMS["brightspace"](a_class.course, roster, a_class.marks)))
    assert (head[:2], first[:2], second[:2]) == (["OrgDefinedId", "Username"], ["#s1", "#ada"], ["#s2", ""])


def test_the_same_marks_give_the_same_bytes_in_any_order(a_class: Any) -> None:
    for export in (PLATFORMS["canvas"], PLATFORMS["moodle"], PLATFORMS["brightspace"]):
        assert export(a_class.course, a_class.roster, a_class.marks) == export(
            a_class.course, a_class.roster, a_class.marks[::-1]
        )


def test_two_components_of_one_title_are_refused(a_class: Any) -> None:
    project, exam = a_class.course.components
    course = replace(a_class.course, components=(project, replace(exam, title="dl project")))
    with pytest.raises(InputError, match="two columns would be called"):
        PLATFORMS["canvas"](course, a_class.roster, a_class.marks)


def test_a_student_without_a_mark_has_no_grade(a_class: Any) -> None:
    group = a_class.roster.groups[0]
    roster = Roster((replace(group, members=(*group.members, Student("new", "New", "n@example.org", "g01"))),))
    data = only(PLATFORMS["canvas"](a_class.course, roster, a_class.marks[:2]))
    assert rows(data)[-1] == ["New", "", "new", "n@example.org", "g01", "", ""]


@pytest.mark.parametrize("name", ["canvas", "moodle", "brightspace"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40), min_size=1, max_size=4),
    st.decimals(0, 60, places=4),
)
def test_any_name_and_any_points_come_back(a_class: Any, name: str, texts: list[str], points: Decimal) -> None:
    people = tuple(Student(f"s{number}", text, f"s{number}@example.org", "g") for number, text in enumerate(texts))
    project, exam = a_class.marks[0].components
    scores = (replace(project, points=points), replace(exam, points=None))
    marks = [replace(a_class.marks[0], student=one, components=scores, percent=None, grade=None) for one in people]
    roster = Roster((Group("g", "", people),))
    data = only(PLATFORMS[name](a_class.course, roster, marks))
    table = a_class.download(data)
    found = compare_download(a_class.course, roster, marks, table)
    assert found.equal
    assert found.compared == len(people)
    if name != "brightspace":
        place = table.index("Student", "Full name")
        read = [line.cells[place] for line in table.rows]
        shown = [text.encode("utf-8", "backslashreplace").decode() for text in texts]
        assert all(cell in {text, f"'{text}"} for cell, text in zip(read, shown, strict=True))
