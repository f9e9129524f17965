"""An exam's file that is wrong: exit 2 with file, line and column, before anything is written."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.gradebook.store import Store

_KEY = """\
questions:
  q1: {title: "Which?", options: [A, B], answer: A, points: 10}
  q2: {title: "How much?", kind: number, answer: 4, points: 10}
"""
_ANSWERS = 'Timestamp,Student ID,Which?,How much?\n2027/1/9 9:00,s1,A,4\n2027/1/9 9:01,s2,B,4\n2027/1/9 9:02,s3,"Ä",5\n'
_POINTS = "Student ID,Score,Section\ns1,8 / 20,a\ns2,9 / 20,b\ns3,7 / 20,ü\n"


def _keyed(old: str = "", new: str = "", *, key: tuple[str, str] = ("", "")) -> Callable[[Path], None]:
    def write(course: Path) -> None:
        assert old in _ANSWERS
        assert key[0] in _KEY
        file = course / "course.yaml"
        stated = file.read_text(encoding="utf-8").replace("exam: exam.csv", "exam: {file: exam.csv, key: exam-key.yaml}")
        file.write_text(stated, encoding="utf-8")
        (course / "exam.csv").write_text(_ANSWERS.replace(old, new, 1), encoding="utf-8")
        (course / "exam-key.yaml").write_text(_KEY.replace(*key), encoding="utf-8")

    return write


def _points(old: str, new: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda course: (course / "exam.csv").write_bytes(_POINTS.replace(old, new).encode(encoding)) and None


def _merged(course: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Student ID", "Score", ""], ["s1", "8 / 20", "late"]):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    out = io.BytesIO()
    book.save(out)
    (course / "exam.xlsx").write_bytes(out.getvalue())
    file = course / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("exam.csv", "exam.xlsx"), encoding="utf-8")


def _same_id(course: Path) -> None:
    file = course / "roster.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("s2,Ben", "s1,Ben"), encoding="utf-8")


def _same_alias(course: Path) -> None:
    rows = (course / "roster.csv").read_text(encoding="utf-8").splitlines()
    named = [rows[0] + ",alias", rows[1] + ",x1; x2", rows[2] + ",X2", *(row + "," for row in rows[3:])]
    (course / "roster.csv").write_text("\n".join(named) + "\n", encoding="utf-8")


WRONG = {
    "UTF-16": (_points("ü", "ü", "utf-16"), "exam.csv:1: .*looks like UTF-16"),
    "UTF-16 without a mark": (_points("ü", "ü", "utf-16-le"), "exam.csv:1: .*looks like UTF-16"),
    "Big5": (_points("ü", "甲", "big5"), "exam.csv:4: .*byte 11 of this line is 0xA5.*Big5"),
    "Latin-1": (_points("ü", "ü", "latin-1"), "exam.csv:4: .*byte 11 of this line is 0xFC.*CSV UTF-8"),
    "a merged header": (_points("Score,Section", "Score,"), "exam.csv:2: column C holds 'a', but has no name.*merged"),
    "a merged header in a workbook": (_merged, "exam.xlsx:2: column C holds 'late', but has no name.*merged"),
    "no key for a question": (
        _keyed("Which?,How much?", "Which?,How many?", key=("  q2", "#")),
        r"exam.csv:1: column D \(How many\?\): the key has no answer to this question.*ignore",
    ),
    "no column for a key": (
        _keyed("How much?", "How mutch?"),
        r"exam-key.yaml:3: q2: exam.csv has no column 'How much\?'.*did you mean 'How mutch\?'",
    ),
    "points over the maximum": (_points("9 / 20", "21 / 20"), r"exam.csv:3: column B \(Score\): 21 points are more than .* 20"),
    "two results for one person": (_points("s2", "s1"), "exam.csv:3: 's1' has two results, on lines 2 and 3"),
    "two students with one id": (_same_id, "roster.csv:3: .*'s1' is listed twice, on lines 2 and 3"),
    "two students with one alias": (_same_alias, "roster.csv:3: the alias 'X2' is 's1' or an alias of it, on line 2"),
    "a formula that failed": (_points("9 / 20", "#REF!"), r"exam.csv:3: column B \(Score\): '#REF!' is no number.*a formula"),
    "an answer that is a failed formula": (_keyed("s2,B", "s2,#REF!"), r"exam.csv:3: column C \(Which\?\): '#REF!' is no answer"),
    "a row too long": (_points("9 / 20,b", "9 / 20,b,c"), "exam.csv:3: this row has 4 cells, but the header has 3 columns"),
    "a quotation mark too many": (_points("ü", '"ü'), "exam.csv:4: this is not CSV"),
    "the key's answer is no option": (_keyed(key=("answer: A", "answer: C")), "exam-key.yaml:2: .*none of the options"),
    "a question stands twice": (_keyed("How much?", "Which?", key=("How much?", "Which ?")), "exam-key.yaml:3: "),
    "a rule is misspelt": (
        lambda course: (course / "course.yaml").write_text(
            (course / "course.yaml").read_text(encoding="utf-8").replace("exam: exam.csv", "exam: {file: exam.csv, take: lst}"),
            encoding="utf-8",
        ) and None,
        "course.yaml:5: exam.take is 'lst'.*did you mean 'last'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_exit_2_with_the_place_and_nothing_written(course: Path, grader: Any, snapshot: Any, case: str) -> None:
    spoil, words = WRONG[case]
    spoil(course)
    before = snapshot(course)
    ended = grader("regrade", "-C", course)
    assert ended.status == 2, ended
    assert re.search(words, " ".join(ended.err.split())), ended.err
    assert snapshot(course) == before


def test_a_hostile_answer_moves_no_cursor(course: Path, grader: Any) -> None:
    _keyed("s2,B", "s2,\x1b[31mB\u202e")(course)
    ended = grader("exam", "check", "-C", course)
    assert ended.status == 0
    assert "none of its options: '\\\\x1b[31mb\\\\u202e'" in ended.out or "\\x1b" in ended.out
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out


def test_a_store_is_not_made_by_looking(course: Path, grader: Any) -> None:
    _keyed()(course)
    assert grader("exam", "check", "-C", course).status == 0
    assert not (course / ".grader").exists()
    with Store.open(course) as store:
        assert store.rekeys() == ()
