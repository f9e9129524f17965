"""The course as it stands: whatever changes is seen, and no more than that is judged again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.core.scores import Adjustment
from grader.course import judge_course, open_course
from grader.gradebook.store import Store
from grader.review.book import Book

NOW = "2027-01-20T12:00:00+00:00"


@pytest.fixture
def book(marked: Path) -> Iterator[Book]:
    made = Book(marked)
    yield made
    made.close()


def _set(folder: Path, points: int, who: str = "g01", at: str = NOW, author: str = "Wu") -> None:
    with Store.open(folder) as store:
        from decimal import Decimal

        store.add_adjustments([Adjustment("project.talk", who, Decimal(points), "heard it", author, at)])


def _judged(folder: Path) -> Any:
    return judge_course(open_course(folder), write=False).marks


def test_nothing_is_judged_where_nothing_has_changed(book: Book) -> None:
    assert book.now() is book.now()


@pytest.mark.parametrize("who", ["g01", "s1"])
def test_a_mark_set_elsewhere_is_judged_as_if_all_were(book: Book, marked: Path, who: str) -> None:
    before = book.now()
    _set(marked, 15, who)
    now = book.now()
    assert now.graded.marks == _judged(marked)
    assert now.marks["g03"] is before.marks["g03"]
    assert now.rows["g03"] is before.rows["g03"]
    assert now.unwritten == {"s1", "s2", "s3", "s4"}


def test_new_evidence_of_a_group_is_seen(book: Book, marked: Path, evidence_of: Any) -> None:
    assert book.now().rows["g03"].accuracy == 1.0
    with Store.open(marked) as store:
        store.put_evidence("another key", evidence_of("g03", 90))
        store.set_latest("g03", "another key")
    assert book.now().rows["g03"].accuracy == 0.9
    assert book.now().graded.marks == _judged(marked)


def test_written_numbers_are_known_to_be_written(book: Book, marked: Path) -> None:
    _set(marked, 15)
    assert book.now().unwritten
    judge_course(open_course(marked))
    assert book.now().unwritten == frozenset()
    _set(marked, 25, at="2027-01-21T12:00:00+00:00")
    assert book.now().unwritten == {"s1", "s2"}


def test_reference_models_and_runs_that_end_are_seen(book: Book, marked: Path) -> None:
    course = book.now().course
    with Store.open(marked) as store:
        before = book.now()
        store.put_yardstick(course.heldout().sha256, course.training().sha256, "mlp", correct=90, samples=100)
        assert book.now().graded.yardsticks["mlp"] == 0.9
        run = store.start_run(NOW)
        running = book.now()
        store.finish_run(run, NOW, 0)
        assert book.now() is not running is not before


def test_a_roster_that_grows_and_an_exam_that_comes_are_read(book: Book, marked: Path) -> None:
    assert "g09" not in book.now().rows
    with (marked / "roster.csv").open("a", encoding="utf-8") as file:
        file.write("s9,Eve,eve@example.org,g09,repositories/g09\n")
    (marked / "exam.csv").write_text("student_id,points\ns9,40\n", encoding="utf-8")
    assert {group: "exam" in row.flags for group, row in book.now().rows.items()} == {
        "g01": True,
        "第二組": True,
        "g03": True,
        "g09": False,
    }


def test_a_group_is_found_by_what_it_is(book: Book, marked: Path, evidence_of: Any) -> None:
    from dataclasses import replace

    from grader.core.evidence import RunStatus

    late = evidence_of("g01")
    late = replace(
        late,
        submission=replace(late.submission, committed_at="2027-01-09T20:00:00+08:00"),
        execution=replace(late.execution, status=RunStatus.TIMEOUT),
    )
    with Store.open(marked) as store:
        store.put_evidence("late", late)
        store.set_latest("g01", "late")
    assert book.now().rows["g01"].flags == {"needs", "failed", "late"}
    assert book.now().rows["g03"].flags == {"needs"}


def test_where_one_groups_points_hang_on_anothers_all_are_judged(marked: Path) -> None:
    file = marked / "own.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "  diary:\n",
        "  class:\n    weight: 0\n    source: marks\n    criteria: {votes: {points: 10, ballots: {file: votes.csv}}}\n  diary:\n",
    )
    file.write_text(text, encoding="utf-8")
    book = Book(marked)
    before = book.now()
    _set(marked, 15)
    now = book.now()
    assert now.graded.marks == _judged(marked)
    assert now.marks["g03"] is not before.marks["g03"]
    book.close()


def test_a_course_that_is_wrong_opens_no_book(marked: Path) -> None:
    from grader.core.errors import InputError

    shutil.copy(marked / "own.yaml", marked / "roster.csv")
    with pytest.raises(InputError):
        Book(marked)
