"""Whatever stands in an export: it is graded, or refused in a sentence with its place; nothing else happens."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.core.errors import InputError
from grader.core.exam import Exam
from grader.core.item_analysis import item_analysis
from grader.intake.exam.rules import Take

_HEADER = ["Timestamp", "Email Address", "Student ID", "Name", "Which layer?", "Tick all", "How much?", "Name it"]
_CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "s001", "s002", "004", "ann@u.edu", "Flatten, of course", "A, B, or so", "0,25", "1e999", "-", "1.234,5", "#REF!",
         "2027/1/8 9:00:00 AM GMT+8", "8/4/2027 9:00", "32 / 40", "-- / 4", "=1+1", "\x1b[31m", "\u202e", "٣"]
    ),
)  # fmt: skip
_ROWS = st.lists(st.lists(_CELLS, min_size=len(_HEADER), max_size=len(_HEADER)), max_size=6)


def _graded_or_refused(read: Callable[..., Exam], text: str, **rules: Any) -> None:
    found, refused = None, None
    try:
        found = read(text, **rules)
    except InputError as error:
        refused = error
    if found is None:
        assert refused is not None
        assert refused.file is not None
        assert not {"\x1b", "\u202e"} & set(str(refused))
        return
    assert all(0 <= points <= found.maximum for points in found.points.values())
    assert set(found.points) | set(found.missing) == {"s001", "s002", "s003", "004"}
    if found.table is not None:
        item_analysis(found.table)


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, take=st.sampled_from(Take), closes=st.booleans())
def test_answers_with_a_key(exam: Callable[..., Exam], key_text: str, rows: list[list[str]], take: Take, closes: bool) -> None:
    when = datetime.fromisoformat("2027-01-08T10:00+08:00") if closes else None
    _graded_or_refused(exam, _csv([_HEADER, *rows]), key=key_text, take=take, closes=when)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.lists(_CELLS, max_size=5), rows=st.lists(st.lists(_CELLS, max_size=5), max_size=4))
def test_any_table(exam: Callable[..., Exam], header: list[str], rows: list[list[str]]) -> None:
    _graded_or_refused(exam, _csv([["Student ID", "Score", *header], *rows]))
    _graded_or_refused(exam, _csv([header, *rows]))


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), name=st.sampled_from(["exam.csv", "exam.zip", "exam.xlsx"]))
def test_any_bytes_are_refused(exam: Callable[..., Exam], content: bytes, name: str) -> None:
    with pytest.raises(InputError):
        exam(content, name=name)
