"""The pages' figures, read back from the files, are the gradebook's."""

from __future__ import annotations

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.core.slug import slug
from grader.exports.csv_gradebook import csv_gradebook
from grader.reports.write_reports import write_reports


def _shown(points: str) -> str:
    return str(Decimal(points).quantize(Decimal("0.01"), ROUND_HALF_UP)) if points else "—not known yet"


@pytest.fixture(scope="module")
def book(case: Any) -> list[dict[str, str]]:
    text = csv_gradebook(case.course, case.roster, case.marks).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def out(case: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    write_reports(
        folder, case.course, case.roster, case.marks, case.evidence, yardsticks=case.yardsticks, generated_at="now",
        sandbox="bubblewrap", notebooks=case.notebooks, heldout=case.heldout,
    )  # fmt: skip
    return folder


def test_every_student(out: Path, book: list[dict[str, str]], read_page: Any) -> None:
    rows = read_page((out / "students.html").read_text(encoding="utf-8")).tables[0][1:]
    assert len(rows) == len(book)
    for row, line in zip(rows, book, strict=True):
        assert row[1] == line["student_id"]
        assert row[3].split(" / ")[0] == _shown(line["project_points"])
        assert row[4].split(" / ")[0] == _shown(line["exam_points"])
        assert row[5] == _shown(line["total_percent"])
        assert row[6] == (line["grade"] or "—not known yet")


def test_every_group_on_the_index(case: Any, out: Path, book: list[dict[str, str]], read_page: Any) -> None:
    page = read_page((out / "index.html").read_text(encoding="utf-8"))
    rows = next(table for table in page.tables if table[0][0] == "Group")[1:]
    first = {line["group"]: line for line in reversed(book)}
    assert [row[4] for row in rows] == [_shown(line["project_points"]) for line in reversed(first.values())]
    tiles = " ".join(page.text.split())
    assert f"{len(book)} students" in tiles
    assert f"{sum(line['state'] == 'FULLY_GRADED' for line in book)} / {len(book)} Graded" in tiles


@pytest.mark.parametrize("folder", ["groups", "staff"])
def test_every_groups_own_page(case: Any, out: Path, book: list[dict[str, str]], read_page: Any, folder: str) -> None:
    for group in case.roster.groups:
        mark = next(one for one in case.marks if one.student.group == group.id)
        line = next(line for line in book if line["student_id"] == mark.student.id)
        *criteria, together = read_page((out / folder / f"{slug(group.id)}.html").read_text(encoding="utf-8")).tables[0][1:]
        assert together[1].split(" / ")[0] == _shown(line["project_points"])
        assert [row[1].split(" / ")[0] for row in criteria] == [
            _shown("" if one.points is None else str(one.points)) for one in mark.components[0].criteria
        ]
