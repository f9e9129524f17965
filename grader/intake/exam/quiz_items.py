"""The questions of a quiz that Google has marked itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from grader.core.coded import coded
from grader.core.exam_table import ExamItem
from grader.core.plain_answer import plain_answer
from grader.intake.exam.form import Form
from grader.intake.exam.points import read_points

_FULL: Final = 1e-9


def quiz_items(forms: Sequence[Form], counted: Sequence[int]) -> tuple[ExamItem, ...]:
    """Return the marked questions of a download, for the rows in `counted` (numbers over all forms); () where there are none.

    Which answer is right is read off the points: those that earned them all. Several forms are not mapped onto each other
    without a key, so of more than one nothing is returned. Raises InputError for points that are none.
    """
    return tuple(_items(forms[0], np.array(counted, dtype=np.int64))) if len(forms) == 1 else ()


def _items(form: Form, counted: NDArray[np.int64]) -> Iterator[ExamItem]:
    sheet = form.sheet
    for number, question in enumerate(form.columns.questions, 1):
        if question.score is None:
            continue
        points, maximum = _points(form, question.score)
        if not maximum:
            continue
        levels, codes = coded([row[question.answer] for row in sheet.rows])
        earned = points[counted]
        full = {int(code) for code in np.unique(codes[counted][earned >= maximum - _FULL])}
        choices = tuple(_choices(level) for level in levels)
        right = frozenset(box for code in full for box in choices[code])
        yield ExamItem(f"q{number}", sheet.columns[question.answer], maximum, levels, choices, codes[counted], earned, right)


def _points(form: Form, column: int) -> tuple[NDArray[np.float64], float]:
    """Return the points of each row, NaN for what is not marked, and the most that there are; each distinct cell is read once."""
    levels, codes = coded([row[column] for row in form.sheet.rows])
    first = np.unique(codes, return_index=True)[1].tolist() if levels else []
    read = [read_points(form.sheet, row, column, nothing=True) for row in first]
    maximum = max((float(one.maximum) for one in read if one.maximum is not None), default=0.0)
    return np.array([np.nan if one.points is None else float(one.points) for one in read])[codes], maximum


def _choices(level: str) -> tuple[str, ...]:
    """Return the ticked boxes, which a download joins with semicolons; without a key a comma may be part of an answer."""
    return tuple(plain for box in level.split(";") if (plain := plain_answer(box)))
