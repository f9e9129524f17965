"""The gradebook as a workbook whose totals are formulas, so that a teacher can follow one row by eye."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from grader.core.roster import Roster, Student
from grader.core.rubric import Course, Scale
from grader.core.scale import grade
from grader.core.scores import Mark, State
from grader.core.show import show
from grader.exports.score_column import ScoreColumn, score_columns

if TYPE_CHECKING:  # the workbook library loads when a workbook is made
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_WHO: Final = ("student_id", "name", "email", "group")
_FIRST: Final = 4  # the first row of a student, below the header, the weights and the maxima
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first day a zip archive knows; a date of today would make other bytes each time
_NOT_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 32_000  # a cell holds 32,767 characters


@dataclass(frozen=True)
class Formula:
    """A formula, apart from text that only looks like one, and the number format of its result."""

    text: str
    shown: str = "0.00"


@dataclass(frozen=True)
class Number:
    """A number shown with as many decimals as it has."""

    value: Decimal


Content = str | Decimal | Number | Formula | None


def xlsx(course: Course, roster: Roster, marks: Sequence[Mark]) -> Mapping[str, bytes]:
    """Return `gradebook.xlsx`: one row a student in roster order, below the weights and the maxima that its formulas name.

    Total and grade are formulas of the components' points, as the rubric has it; where staff set a total by hand, it
    stands as a number, and the note says so. A grade is a formula where the total alone makes it: a letter, and the grade of
    who did not pass a part that must be passed, stand as they are. A blank cell is not known yet, and makes its total blank.
    Points are exact, shown with two decimals. No text is ever a formula. The same marks give the same bytes.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - it takes its time, and only this format needs it

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Gradebook")
    sheet.freeze_panes = f"{_letter(len(_WHO) + 1)}{_FIRST}"
    columns = score_columns(course, marks)
    by_student = {mark.student.id: mark for mark in marks}
    rows = (
        _student(row, course.scale, columns, student, by_student.get(student.id))
        for row, student in enumerate(roster.students(), _FIRST)
    )
    for cells in chain(_head(course, columns), rows):
        sheet.append([_cell(sheet, content) for content in cells])
    out = io.BytesIO()
    book.save(out)
    return {"gradebook.xlsx": _timeless(out.getvalue())}


def _head(course: Course, columns: Sequence[ScoreColumn]) -> Iterator[list[Content]]:
    blank: list[Content] = [None] * (len(_WHO) - 1)
    yield [*_WHO, *(column.title for column in columns), "Total", "Grade", "state", "note", "commit"]
    yield ["Weight in percent", *blank, *(component.weight for component in course.components)]
    yield ["Points at most", *blank, *(column.maximum for column in columns), Decimal(100)]


def _student(row: int, scale: Scale, columns: Sequence[ScoreColumn], student: Student, mark: Mark | None) -> list[Content]:
    points = [column.points.get(student.id) for column in columns]
    by_hand = mark is not None and mark.percent is not None and _is_set_by_hand(points, mark)
    total: Content = mark.percent if mark and by_hand else _total(row, len(columns))
    about = (mark.state.value, mark.note, mark.commit) if mark else (State.NOT_READY.value, "not graded yet", "")
    formula = _grade(f"{_letter(len(_WHO) + len(columns) + 1)}{row}", scale)
    reached = formula if _is_of_total(mark, scale) else _stated(mark, scale)
    shown = (show(text, 1000) for text in about)
    return [student.id, student.name, student.email, student.group, *points, total, reached, *shown]


def _is_of_total(mark: Mark | None, scale: Scale) -> bool:
    """Say whether the total alone makes the grade, and no letter."""
    return not scale.letters and (mark is None or mark.percent is None or mark.grade == grade(mark.percent, scale))


def _stated(mark: Mark | None, scale: Scale) -> Content:
    stated = mark.grade if mark else None
    return stated if scale.letters or stated is None else Number(Decimal(stated))


def _is_set_by_hand(points: Sequence[Decimal | None], mark: Mark) -> bool:
    if any(one is None for one in points):
        return True  # a total that is known although a part is not
    parts = ((score.points or Decimal(0)) * score.weight / score.maximum for score in mark.components)
    return abs(sum(parts, Decimal(0)) - (mark.percent or Decimal(0))) > Decimal("1e-9")


def _total(row: int, components: int) -> Formula:
    """Return the formula of the weighted total; blank where a part is."""
    names = [_letter(place) for place in range(len(_WHO) + 1, len(_WHO) + components + 1)]
    shares = "+".join(f"{name}{row}/{name}$3*{name}$2" for name in names)
    return Formula(f'=IF(COUNT({names[0]}{row}:{names[-1]}{row})<{components},"",{shares})')


def _grade(total: str, scale: Scale) -> Formula:
    """Return the formula of the grade: on the scale, rounded half up to its step, and never outside its range."""
    low, high, step = scale.low, scale.high, scale.step
    # ROUND to 9 digits takes away what binary fractions add, so that a half is a half.
    steps = f"INT(ROUND(({total}/100*({high}-{low})+{low})/{step},9)+0.5)*{step}"
    return Formula(f'=IF({total}="","",MAX({min(low, high)},MIN({max(low, high)},{steps})))', "General")


def _letter(place: int) -> str:
    """Return a column's name: 1 is A, 27 is AA."""
    letters = ""
    while place:
        place, digit = divmod(place - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _cell(sheet: WriteOnlyWorksheet, content: Content) -> Cell:
    """Return a cell; text stays text: neither '=1+1' nor '007' becomes anything else, also after somebody edits it."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if isinstance(content, Formula):
        cell = WriteOnlyCell(sheet, content.text)
        cell.number_format = content.shown
    elif isinstance(content, Number):
        cell = WriteOnlyCell(sheet, float(content.value))
    elif isinstance(content, Decimal):
        cell = WriteOnlyCell(sheet, float(content))
        cell.number_format = "0.00"
    elif content:
        cell = WriteOnlyCell(sheet, _NOT_XML.sub(lambda found: show(found[0]), content)[:_LONGEST])
        cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
    else:
        cell = WriteOnlyCell(sheet)
    return cell


def _timeless(book: bytes) -> bytes:
    """Return the same workbook without the time at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, data in _entries(made):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, data)
    return out.getvalue()


def _entries(made: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for name in made.namelist():
        data = made.read(name)
        if name == "docProps/core.xml":
            data = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
        yield name, data
