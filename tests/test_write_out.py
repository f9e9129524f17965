"""A course judged by another rubric: what then lies in out/ is what would be written into an empty folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from grader.course import judge_course, open_course
from grader.gradebook.store import Store

Snapshot = Callable[[Path], Mapping[str, bytes | str | None]]
_WRITTEN_AT = re.compile(rb"As of (<bdi>)?[0-9TZ:+\-]+(</bdi>)?\.")
_RUBRICS = Path(__file__).parents[1] / "rubrics"


def _pages(folder: Path) -> dict[str, bytes]:
    """Return every file below out/, without the time at which it was written."""
    files = (path for path in sorted((folder / "out").rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): _WRITTEN_AT.sub(b"As of then.", path.read_bytes()) for path in files}


def _own_rubric(folder: Path, change: Callable[[str], str]) -> None:
    text = (_RUBRICS / "ncku-deep-learning.yaml").read_text(encoding="utf-8")
    (folder / "own.yaml").write_text(change(text), encoding="utf-8")
    file = folder / "course.yaml"
    stated = file.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./own.yaml")
    file.write_text(stated, encoding="utf-8")


def _from_scratch(folder: Path) -> dict[str, bytes]:
    """Judge the course with nothing in out/ and nothing known of what lay there."""
    shutil.rmtree(folder / "out")
    with Store.open(folder) as store:
        store.remember("pages", "nowhere", "{}")
    judge_course(open_course(folder))
    return _pages(folder)


def test_where_every_grade_moves_the_pages_are_as_written_from_scratch(measured: Path) -> None:
    before = _pages(measured)
    _own_rubric(measured, lambda text: text.replace("0.995: 35}", "0.999: 35}").replace("linear: 15", "linear: 12"))
    judge_course(open_course(measured))
    after = _pages(measured)
    assert set(after) == set(before)
    assert all(after[name] != before[name] for name in before if "groups/" in name or "staff/" in name)
    assert after == _from_scratch(measured)


def test_a_rubric_that_counts_another_model_shows_that_model(measured: Path) -> None:
    _own_rubric(measured, lambda text: text.replace("model: first_found ", "model: written "))
    judge_course(open_course(measured))
    assert _pages(measured) == _from_scratch(measured)


def test_there_and_back_again_leaves_every_page_as_it_was(measured: Path) -> None:
    before = _pages(measured)
    _own_rubric(measured, lambda text: text.replace("linear: 15", "linear: 12"))
    judge_course(open_course(measured))
    _own_rubric(measured, lambda text: text)
    judge_course(open_course(measured))
    assert _pages(measured) == before


def test_judging_an_unchanged_course_changes_no_byte(measured: Path, snapshot: Snapshot) -> None:
    judge_course(open_course(measured))
    before = snapshot(measured)
    judge_course(open_course(measured))
    assert snapshot(measured) == before
