from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.exports.compare_download import compare_download

HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,DL Project (4711),Exam (4712)\n    Points Possible,,,,,60.00,40.00\n"


def test_every_number_that_differs_is_told_with_both_sides(a_class: Any) -> None:
    table = a_class.download(f"{HEAD}A,1,s1,,X,51.5,33\nB,2,s2,,X,51.49,\nC,3,s8,,X,0.00,-\n")
    found = compare_download(*a_class.known, table)
    assert [(one.student.id, one.column, one.theirs, one.ours) for one in found.differences] == [
        ("s2", "DL Project (4711)", "51.49", "51.50"),
        ("s2", "Exam (4712)", "", "0.00"),
        ("s8", "DL Project (4711)", "0.00", ""),
    ]
    assert (found.equal, found.compared, found.skipped) == (False, 3, ("total",))


def test_people_on_one_side_only_are_named(a_class: Any) -> None:
    found = compare_download(*a_class.known, a_class.download(f"{HEAD}A,1,s1,,X,51.5,33\n\x1b[31mZoe,9,s99,zoe,X,1,1\n"))
    assert found.strangers == ("\\x1b[31mZoe 9 s99",)
    assert [student.id for student in found.missing] == ["s2", "007", "s4", "s5", "s6", "s7", "s8"]
    assert not found.equal


def test_numbers_out_of_another_maximum_are_converted_and_it_is_said(a_class: Any) -> None:
    table = a_class.download(HEAD.replace("60.00", "30.00") + "A,1,s1,,X,25.75,33\n")
    found = compare_download(*a_class.known, table)
    assert found.differences == ()
    assert (found.columns[0].their_maximum, found.columns[0].our_maximum) == (Decimal(30), Decimal(60))


def test_a_percentage_of_moodle_is_a_percentage(a_class: Any) -> None:
    text = 'ID number,"Quiz: Exam (Percentage)","Course total (Real)"\ns1,82.50 %,84.50\n'
    assert compare_download(*a_class.known, a_class.download(text)).differences == ()


def test_of_several_ways_to_write_one_grade_the_points_are_compared(a_class: Any) -> None:
    text = 'ID number,"Quiz: Exam (Real)","Quiz: Exam (Percentage)","Quiz: Exam (Letter)"\ns1,33.00,82.50 %,B\n'
    found = compare_download(*a_class.known, a_class.download(text))
    assert [column.theirs for column in found.columns] == ["Quiz: Exam (Real)"]
    assert found.differences == ()


def test_a_column_of_another_title_can_be_named(a_class: Any) -> None:
    table = a_class.download("ID number,Homework 1\ns1,33.00\n")
    with pytest.raises(InputError, match="none of its columns is one of ours") as refused:
        compare_download(*a_class.known, table)
    assert "Homework 1" in refused.value.hint
    assert compare_download(*a_class.known, table, {"Homework 1": "exam"}).differences == ()
    with pytest.raises(InputError, match="no column 'Homework 2'"):
        compare_download(*a_class.known, table, {"Homework 2": "exam"})
    with pytest.raises(InputError, match="no column 'exm'"):
        compare_download(*a_class.known, table, {"Homework 1": "exm"})


@pytest.mark.parametrize("cell", ["#REF!", "A+", "1.2.3", "1e5", "nan", "１２"])
def test_a_cell_that_is_no_number_is_told_with_its_line_and_column(a_class: Any, cell: str) -> None:
    with pytest.raises(InputError, match=r"is no number") as refused:
        compare_download(*a_class.known, a_class.download(f"{HEAD}A,1,s1,,X,{cell},33\n"))
    assert refused.value.line == 3
    assert "DL Project (4711)" in str(refused.value)


WRONG = {
    "no gradebook": ("name,points\nx,1\n", 1),
    "empty": ("", 1),
    "no student": (HEAD, 1),
    "a row too long": (f"{HEAD}A,1,s1,,X,1,2,3\n", 3),
    "a quotation mark": (f'{HEAD}A,1,"s1"x,,X,1,2\n', 3),
    "one student twice": (f"{HEAD}A,1,s1,,X,1,2\nA,1,S1,,X,1,2\n", 4),
    "nothing to match by": ('Identifier,Grade\n"Participant 1",3\n', None),
    "not UTF-8": (HEAD.encode("utf-16"), 1),
    "two columns fit": (HEAD.replace("Exam (4712)", "dl project (5)") + "A,1,s1,,X,1,2\n", 1),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_refused_with_its_line(a_class: Any, wrong: str) -> None:
    text, line = WRONG[wrong]
    with pytest.raises(InputError) as refused:
        compare_download(*a_class.known, a_class.download(text), {"Grade": "exam"} if "Identifier" in str(text) else {})
    assert line is None or refused.value.line == line


def test_nobody_is_matched_by_name_alone(a_class: Any) -> None:
    found = compare_download(*a_class.known, a_class.download(f"{HEAD}Ada Lovelace,1,,,X,51.5,33\n"))
    assert found.strangers == ("Ada Lovelace 1",)
    assert len(found.missing) == 8
