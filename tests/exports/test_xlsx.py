"""The workbook's formulas, worked out by a small interpreter of the few functions they use, give the marks."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from grader.core.marks import total
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Component, Course, Letter, Per, Scale, Source
from grader.core.scale import grade
from grader.core.scores import ComponentScore, Mark, State
from grader.exports.xlsx import xlsx


def sheet_of(files: Any) -> Any:
    return load_workbook(io.BytesIO(files["gradebook.xlsx"]))["Gradebook"]


class Evaluator:
    """Works out IF, COUNT, ROUND, INT, MIN, MAX and arithmetic, as a spreadsheet does."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def value(self, name: str) -> Any:
        cell = self._sheet[name.replace("$", "")]
        return self.work_out(cell.value) if cell.data_type == "f" else cell.value

    def work_out(self, formula: str) -> Any:
        python = formula.removeprefix("=")
        python = re.sub(r"([A-Z]+\d+):([A-Z]+\d+)", r"span('\1','\2')", python)
        python = re.sub(r"(?<!['A-Z$])\$?([A-Z]+)\$?(\d+)(?!['(])", r"cell('\1\2')", python)
        python = re.sub(r'(?<![<>=])=""', '==""', python)
        python = re.sub(r"IF\((.*?),\"\",", r"IF(\1,lambda:'',lambda:", python)
        names = {"IF": lambda so, yes, no: yes() if so else no(), "COUNT": self._count, "MAX": max, "MIN": min, "INT": math.floor,
                 "ROUND": lambda number, digits: float(f"{number:.{digits}f}"), "span": lambda a, b: (a, b),
                 "cell": self.value}  # fmt: skip
        return eval(python, {"__builtins__": {}, **names})  # noqa: S307 - our own formulas

    def _count(self, span: tuple[str, str]) -> int:
        (row,) = self._sheet[f"{span[0]}:{span[1]}"]
        return sum(isinstance(cell.value, int | float) for cell in row)


def test_the_cells_and_formulas_are_the_committed_ones(a_class: Any, golden: Any) -> None:
    lines = [repr([(cell.data_type, cell.value) for cell in row]) for row in sheet_of(xlsx(*a_class.known)).iter_rows()]
    golden("gradebook.xlsx.txt", ("\n".join(lines) + "\n").encode())


def test_total_and_grade_are_formulas_that_give_the_marks(a_class: Any) -> None:
    sheet = sheet_of(xlsx(*a_class.known))
    work = Evaluator(sheet)
    for row, mark in enumerate(a_class.marks, 4):
        points = [None if score.points is None else float(score.points) for score in mark.components]
        assert [sheet.cell(row, 5).value, sheet.cell(row, 6).value] == points
        assert sheet.cell(row, 7).data_type == sheet.cell(row, 8).data_type == "f"
        found = work.value(f"G{row}")
        if mark.percent is None:
            assert (found, work.value(f"H{row}")) == ("", "")
        else:
            assert found == pytest.approx(float(mark.percent), abs=1e-9)
            assert work.value(f"H{row}") == float(mark.grade)


def test_a_grade_that_the_total_alone_does_not_make_stands_as_it_is(a_class: Any) -> None:
    course, roster, (first, *rest) = a_class.known
    failed = replace(first, percent=Decimal(70), grade="59.5", note="not passed: the exam")
    sheet = sheet_of(xlsx(course, roster, [failed, *rest]))
    assert (sheet["H4"].value, sheet["H4"].data_type, sheet["H4"].number_format) == (59.5, "n", "General")
    assert sheet["H5"].data_type == "f"


def test_letters_are_no_formula(a_class: Any) -> None:
    course, roster, (first, second, *_) = a_class.known
    scale = Scale(step=Decimal("0.01"), letters=(Letter("A", Decimal(80)), Letter("F", Decimal(0))))
    marks = [replace(first, percent=Decimal(85), grade="A"), replace(second, percent=None, grade=None)]
    sheet = sheet_of(xlsx(replace(course, scale=scale), roster, marks))
    assert [sheet[f"H{row}"].value for row in (4, 5, 6)] == ["A", None, None]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.decimals(0, 60, places=3), st.decimals(0, 40, places=3)), min_size=1, max_size=5),
    st.sampled_from([Scale(), Scale(step=Decimal("0.1")), Scale(Decimal(5), Decimal(1), Decimal("0.1")), Scale(step=Decimal(5))]),
)
def test_any_points_give_the_same_total_and_grade(points: list[tuple[Decimal, Decimal]], scale: Scale) -> None:
    parts = (
        Component("a", "A", Decimal(70), Source.MARKS, Per.GROUP),
        Component("b", "B", Decimal(30), Source.MARKS, Per.GROUP),
    )
    course, marks = Course("C", parts, scale), []
    for number, (one, two) in enumerate(points):
        scores = tuple(
            ComponentScore(part.id, part.title, value, maximum, part.weight, State.FULLY_GRADED)
            for part, value, maximum in zip(parts, (one, two), (Decimal(60), Decimal(40)), strict=True)
        )
        percent = total(scores)
        assert percent is not None
        marks.append(Mark(Student(str(number), "n", "", "g"), scores, percent, grade(percent, scale), State.FULLY_GRADED))
    sheet = sheet_of(xlsx(course, Roster((Group("g", "", tuple(mark.student for mark in marks)),)), marks))
    work = Evaluator(sheet)
    for row, mark in enumerate(marks, 4):
        assert work.value(f"G{row}") == pytest.approx(float(mark.percent or 0), abs=1e-9)
        assert work.value(f"H{row}") == pytest.approx(float(mark.grade or 0), abs=1e-9)


def test_a_total_that_staff_set_stands_as_a_number(a_class: Any) -> None:
    first, *rest = a_class.marks
    sheet = sheet_of(xlsx(a_class.course, a_class.roster, (replace(first, percent=Decimal(50), grade="50"), *rest)))
    assert (sheet["G4"].data_type, sheet["G4"].value) == ("n", 50)
    assert Evaluator(sheet).value("H4") == 50


def test_no_text_is_a_formula_and_every_name_comes_back(a_class: Any) -> None:
    sheet = sheet_of(xlsx(*a_class.known))
    names = [sheet.cell(row, 2) for row in range(4, sheet.max_row + 1)]
    assert [cell.value for cell in names] == [student.name for student in a_class.roster.students()]
    assert {cell.data_type for cell in names} == {"s"}
    assert sheet.cell(6, 1).value == "007"


def test_what_xml_cannot_hold_is_shown_as_an_escape(a_class: Any) -> None:
    group = a_class.roster.groups[0]
    odd = replace(group.members[0], name="a\x00b\ud800c\x1bd\rx")
    sheet = sheet_of(xlsx(a_class.course, Roster((replace(group, members=(odd,)),)), ()))
    assert sheet["B4"].value == "a\\x00b\\ud800c\\x1bd\\x0dx"
    assert sheet["K4"].value is None or sheet["J4"].value == "not graded yet"


def test_points_of_zero_are_zero_and_unknown_ones_are_blank(a_class: Any) -> None:
    sheet = sheet_of(xlsx(*a_class.known))
    assert [sheet.cell(row, 6).value for row in (5, 7, 11)] == [0, None, None]


def test_the_same_marks_give_the_same_bytes_whenever_they_are_written(a_class: Any) -> None:
    one = xlsx(*a_class.known)["gradebook.xlsx"]
    assert one == xlsx(*a_class.known)["gradebook.xlsx"]
    with zipfile.ZipFile(io.BytesIO(one)) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert b"1980-01-01" in book.read("docProps/core.xml")
