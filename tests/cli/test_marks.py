"""Marks by hand: a table goes out, comes back filled in, and every number keeps who, when and why."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from grader.gradebook.store import Store

_RUBRIC = """\
course: "Deep Learning"
components:
  project:
    weight: 60
    source: marks
    criteria:
      talk:
        points: 25
        levels: {25: "Clear, with a demonstration", 15: Clear, 0: Missed}
        strict: true
      report: {points: 75, levels: free, markers: {count: 2, combine: mean, differ: 10}}
  diary:
    weight: 40
    source: marks
    per: student
    criteria:
      pages: {points: 10, levels: free}
"""


@pytest.fixture
def marked(measured: Path) -> Path:
    """Return the course with a rubric of marks alone: a talk with levels, a report that two people mark, a diary a student."""
    (measured / "own.yaml").write_text(_RUBRIC, encoding="utf-8")
    file = measured / "course.yaml"
    text = file.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./own.yaml")
    file.write_text(text.replace("exam: exam.csv\n", ""), encoding="utf-8")
    return measured


class Table:
    """A table of marks as a spreadsheet would change it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))

    def fill(self, points: str, comment: str = "", **which: str) -> None:
        for row in self.rows:
            if all(row[name] == value for name, value in which.items()):
                row.update(points=points, comment=comment)
        self.save()

    def save(self) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.rows[0]))
            writer.writeheader()
            writer.writerows(self.rows)


@pytest.fixture
def sheet(marked: Path, grader: Any) -> Any:
    """Return a function that writes a table for a marker and opens it."""

    def make(name: str, *options: str, author: str = "Wu") -> Table:
        path = marked / name
        ended = grader("marks", "template", "-o", path, "--author", author, *options, "-C", marked)
        assert (ended.status, ended.err) == (0, "")
        return Table(path)

    return make


def _import(grader: Any, course: Path, table: Table, author: str = "Wu", *options: str) -> Any:
    return grader("marks", "import", table.path, "--author", author, *options, "-C", course)


def _kept(course: Path) -> list[tuple[str, str, str, str, str]]:
    with Store.open(course) as store:
        return [(one.target, one.subject, str(one.points), one.reason, one.author) for one in store.adjustments()]


def test_the_table_has_a_row_for_each_criterion_and_each_to_mark(sheet: Any) -> None:
    table = sheet("marks.csv")
    assert [(row["criterion"], row["who"]) for row in table.rows] == [
        *(("project.talk", group) for group in ("g01", "第二組", "g03")),
        *(("project.report", group) for group in ("g01", "第二組", "g03")),
        *(("diary.pages", student) for student in ("s1", "s2", "s3", "s4")),
    ]
    assert table.rows[0]["names"] == "Ann, Ben"
    assert table.rows[0]["levels"] == "25: Clear, with a demonstration; 15: Clear; 0: Missed"
    assert {row["points"] for row in table.rows} == {""}


def test_marks_come_in_with_who_and_why_and_only_what_changed_is_new(sheet: Any, marked: Path, grader: Any, rows: Any) -> None:
    table = sheet("marks.csv")
    table.fill("25", criterion="project.talk", who="g01")
    table.fill("7,5", "well kept", criterion="diary.pages", who="s1")
    ended = _import(grader, marked, table)
    assert (ended.status, ended.err) == (0, "")
    assert "2 marks are new" in ended.out
    assert _kept(marked) == [
        ("project.talk", "g01", "25", "Clear, with a demonstration", "Wu"),
        ("diary.pages", "s1", "7.5", "well kept", "Wu"),
    ]
    assert rows(marked)["s1"]["diary_points"] == "7.50"
    assert "0 marks are new; nothing is changed" in _import(grader, marked, table).out
    again = sheet("again.csv")
    assert [row["points"] for row in again.rows if row["points"]] == ["25", "7.5"]
    assert "0 marks are new" in _import(grader, marked, again, "Lin").out
    again.fill("8", "looked again", criterion="diary.pages", who="s1")
    assert "1 mark is new" in _import(grader, marked, again, "Lin").out
    assert len(_kept(marked)) == 3


def test_two_people_mark_blind_and_the_mean_counts(sheet: Any, marked: Path, grader: Any, rows: Any) -> None:
    first = sheet("wu.csv", "--criterion", "project.report")
    first.fill("60", "good", who="g01")
    assert _import(grader, marked, first).status == 0
    second = sheet("lin.csv", "--criterion", "project.report", author="Lin")
    assert {row["points"] for row in second.rows} == {""}
    second.fill("65", "very good", who="g01")
    assert _import(grader, marked, second, "Lin").status == 0
    table = sheet("talk.csv", "--criterion", "project.talk")
    table.fill("15", who="g01")
    assert _import(grader, marked, table).status == 0
    assert rows(marked)["s1"]["project_points"] == "77.50"
    assert grader("marks", "differences", "-C", marked).status == 0


def test_marks_too_far_apart_are_listed_everywhere_until_somebody_settles_them(sheet: Any, marked: Path, grader: Any) -> None:
    for author, points in {"Wu": "60", "Lin": "40"}.items():
        table = sheet(f"{author}.csv", author=author)
        table.fill(points, "read it", criterion="project.report", who="g01")
        assert _import(grader, marked, table, author).status == 0
    found = grader("marks", "differences", "--format", "json", "-C", marked)
    assert found.status == 1
    assert json.loads(found.out) == [
        {"criterion": "project.report", "who": "g01", "differ": "20", "marks": {"Wu": "60", "Lin": "40"}}
    ]
    shown = " ".join(grader("status", "-C", marked).out.split())
    assert "warning: project.report of g01: Wu 60, Lin 40 differ by 20 points" in shown
    assert "differ by 20 points" in (marked / "out" / "index.html").read_text(encoding="utf-8")
    settle = ("adjust", "project.report", "g01", "55", "--reason", "read by a third", "--author", "Chair", "-C", marked)
    assert grader(*settle).status == 0
    assert grader("marks", "differences", "-C", marked).out.startswith("No marks lie further apart")
    assert "settled: set by Chair" in grader("explain", "g01", "-C", marked).out


@pytest.mark.parametrize(
    ("criterion", "who", "points", "said"),
    [
        ("project.tlak", "g01", "25", "did you mean 'project.talk'?"),
        ("project.talk", "g1", "25", "neither a group nor a student of the roster\n  hint: did you mean 'g01'?"),
        ("project.talk", "g01", "26", "project.talk is worth 0 to 25 points, not 26"),
        ("project.talk", "g01", "20", "20 is none of the levels of project.talk: 25, 15, 0"),
        ("project.talk", "g01", "good", "'good' is no number of points"),
        ("project.talk", "g01", "NaN", "'NaN' is no number of points"),
        ("project.talk", "g01", "1e-999999999", "'1e-999999999' is no number of points"),
        ("project.report", "g01", "50", "the mark has no comment"),
        ("project.talk", "第二組", "15", "is marked twice in project.talk, on lines 2 and 3"),
    ],
)
def test_one_wrong_row_is_refused_with_its_line_and_no_mark_is_kept(
    marked: Path, grader: Any, snapshot: Any, criterion: str, who: str, points: str, said: str
) -> None:
    text = f"criterion,who,points,comment\nproject.talk,第二組,15,\n{criterion},{who},{points},\n"
    (marked / "marks.csv").write_text(text, encoding="utf-8")
    before = snapshot(marked)
    ended = grader("marks", "import", marked / "marks.csv", "-C", marked)
    assert ended.status == 2
    assert "marks.csv:3: " in ended.err
    assert said in ended.err
    assert snapshot(marked) == before


def test_a_table_without_its_columns_is_refused(marked: Path, grader: Any) -> None:
    (marked / "marks.csv").write_text("criterion,points\nproject.talk,25\n", encoding="utf-8")
    ended = grader("marks", "import", marked / "marks.csv", "-C", marked)
    assert (ended.status, "no column 'who'" in ended.err) == (2, True)


def test_what_somebody_else_set_since_is_not_overwritten_unseen(sheet: Any, marked: Path, grader: Any) -> None:
    table = sheet("marks.csv")
    assert grader("adjust", "project.talk", "g01", "15", "--reason", "heard it", "--author", "Lin", "-C", marked).status == 0
    table.fill("25", "clear", criterion="project.talk", who="g01")
    ended = _import(grader, marked, table)
    assert ended.status == 2
    assert "Lin set project.talk of g01 to 15 after this sheet was written" in ended.err
    table = sheet("new.csv")
    assert "0 marks are new" in _import(grader, marked, table).out
    assert grader("adjust", "project.talk", "g01", "0", "--reason", "a slip", "--author", "Lin", "-C", marked).status == 0
    assert "0 marks are new" in _import(grader, marked, table).out  # its row says what it said: nothing was changed in it
    assert _kept(marked)[-1][2] == "0"


def test_one_number_alone_keeps_to_the_levels_and_counts_as_one_of_two_marks(marked: Path, grader: Any) -> None:
    refused = grader("adjust", "project.talk", "g01", "20", "--reason", "fine", "-C", marked)
    assert (refused.status, "none of the levels" in refused.err) == (2, True)
    ended = grader("adjust", "project.report", "g01", "60", "--reason", "good", "--author", "Wu", "-C", marked)
    assert ended.out.startswith("project.report of g01 is marked with 60 by Wu, one of 2 marks")
    assert "1 of 2 marks given, by Wu" in grader("explain", "g01", "-C", marked).out


def test_a_reason_for_all_rows_stands_where_a_row_has_no_comment(sheet: Any, marked: Path, grader: Any) -> None:
    table = sheet("marks.csv", "--criterion", "diary.pages")
    table.fill("5")
    assert _import(grader, marked, table, "Wu", "--reason", "half of them").status == 0
    assert {reason for _, _, _, reason, _ in _kept(marked)} == {"half of them"}


def test_names_that_a_spreadsheet_could_run_come_back_as_they_are(sheet: Any, marked: Path, grader: Any) -> None:
    roster = marked / "roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("g03", "=g03"), encoding="utf-8")
    table = sheet("marks.csv", "--criterion", "project.talk")
    assert table.rows[2]["who"] == "'=g03"
    table.fill("15", "-1 for the sound", who="'=g03")
    assert _import(grader, marked, table).status == 0
    assert _kept(marked) == [("project.talk", "=g03", "15", "-1 for the sound", "Wu")]
    assert "0 marks are new" in _import(grader, marked, sheet("again.csv"), "Lin").out


def test_a_table_that_may_hold_marks_is_never_overwritten(sheet: Any, marked: Path, grader: Any) -> None:
    table = sheet("marks.csv")
    ended = grader("marks", "template", "-o", table.path, "-C", marked)
    assert (ended.status, "may hold marks" in ended.err) == (2, True)


def test_history_lists_all_and_list_what_holds(marked: Path, grader: Any) -> None:
    for points, why in {"15": "clear", "25": "saw the recording"}.items():
        assert grader("adjust", "project.talk", "g01", points, "--reason", why, "--author", "Wu", "-C", marked).status == 0
    past = json.loads(grader("marks", "history", "project.talk", "s1", "--format", "json", "-C", marked).out)
    assert [(one["points"], one["reason"], one["author"]) for one in past] == [
        ("15", "clear", "Wu"),
        ("25", "saw the recording", "Wu"),
    ]
    (holds,) = json.loads(grader("marks", "list", "--format", "json", "-C", marked).out)
    assert (holds["points"], holds["who"], holds["counts"]) == ("25", "g01", True)
    assert "saw the recording" in grader("marks", "list", "-C", marked).out
    assert "Staff have set nothing here." in grader("marks", "history", "total", "s1", "-C", marked).out
    assert grader("marks", "list", "--format", "xml", "-C", marked).status == 2


def test_a_mark_outlives_a_rubric_without_its_criterion_and_status_says_so(marked: Path, grader: Any, rows: Any) -> None:
    assert grader("adjust", "diary.pages", "s1", "9", "--reason", "well kept", "--author", "Wu", "-C", marked).status == 0
    rubric = marked / "own.yaml"
    rubric.write_text(_RUBRIC.replace("pages:", "entries:"), encoding="utf-8")
    said = "warning: 9 points of s1, set by Wu, count nowhere: the rubric has no diary.pages"
    for command in (("status",), ("regrade", "--diff"), ("regrade",)):
        assert said in " ".join(grader(*command, "-C", marked).out.split())
    (kept,) = json.loads(grader("marks", "list", "--format", "json", "-C", marked).out)
    assert kept["counts"] is False
    rubric.write_text(_RUBRIC, encoding="utf-8")
    assert grader("regrade", "-C", marked).status == 1
    assert rows(marked)["s1"]["diary_points"] == "9.00"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("levels: free, markers", "levels: fre, markers", 11, "did you mean 'free'?"),
        ("count: 2", "count: 1", 11, "must be 2 to 9"),
        ("combine: mean", "combine: median", 11, "one of mean, second"),
        ("differ: 10", "differ: 80", 11, "outside 0 to 75"),
        ("{points: 10, levels: free}", "{points: 10, levels: free, strict: true}", 17, "no levels that a marker could keep to"),
    ],
)
def test_a_wrong_way_of_marking_is_refused_with_its_line(
    marked: Path, grader: Any, old: str, new: str, line: int, said: str
) -> None:
    assert _RUBRIC.count(old) == 1
    (marked / "own.yaml").write_text(_RUBRIC.replace(old, new), encoding="utf-8")
    ended = grader("status", "-C", marked)
    assert ended.status == 2
    assert f"own.yaml:{line}: " in ended.err
    assert said in ended.err


def test_points_of_a_billion_decimals_are_refused_and_where_kept_before_named_until_they_are_set_again(
    marked: Path, grader: Any
) -> None:
    tiny = ("adjust", "project.talk", "g01", "1e-999999999", "--reason", "x", "-C", marked)
    assert "'1e-999999999' is no number of points" in grader(*tiny).err
    with closing(sqlite3.connect(marked / ".grader" / "grader.db")) as database, database:
        kept = ("project.talk", "g01", "1E-999999999", "x", "Prof. Wu", "2020-01-09T10:00:00+00:00")
        database.execute("INSERT INTO adjustments (target, subject, points, reason, author, at) VALUES (?, ?, ?, ?, ?, ?)", kept)
    ended = grader("regrade", "-C", marked)
    assert (ended.status, "a number of too many digits" in ended.err) == (2, True)
    assert "1E-999999999" in grader("marks", "history", "project.talk", "g01", "-C", marked).out
    grader("adjust", "project.talk", "g01", "25", "--reason", "heard it", "-C", marked)
    assert grader("regrade", "-C", marked).status in {0, 1}
