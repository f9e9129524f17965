"""Recognise the form of an exam file by its header, and where a language is not known by what stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.headings import EMAIL, MAXIMUM, POINTS, SCORE, STUDENT_ID, TIME, heading
from grader.intake.exam.sheet import Sheet

_FORMS = (
    "the header is 'student_id,points,maximum', or it is a Google Forms quiz export with a column 'Score' or 'Total score'; "
    "answers without points need an answer key: exam: {file: …, key: exam-key.yaml}"
)
_SCORE_CELL = re.compile(r"(\d+(\.\d+)?|--) / \d+(\.\d+)?", re.ASCII)
_SUFFIX = re.compile(r"(?P<stem>.*\S)\s*\[[^\[\]]+\]", re.DOTALL)


@dataclass(frozen=True)
class QuestionColumn:
    """One question: the column with the answers and, in a quiz that was downloaded, the one with the points."""

    answer: int
    score: int | None = None


@dataclass(frozen=True)
class ExamColumns:
    """Which columns are read, by place; None for what there is not. `quiz` says that points read `32 / 40`."""

    quiz: bool
    points: int | None
    maximum: int | None
    student_id: int | None
    email: int | None
    time: int | None
    questions: tuple[QuestionColumn, ...]


def exam_columns(sheet: Sheet, *, identity: str = "", keyed: bool = False) -> ExamColumns:
    """Return which columns hold the person, the time, the points and the answers.

    `identity` is the heading of the column that says who it was, where it is no usual one; `keyed` that an answer key gives
    the points, so that no column has to.

    Raises:
        InputError: at the header, when the points or the person are in no column, or in two of one name.
    """
    names = [heading(name) for name in sheet.columns]
    student_id, email = _identity(sheet, names, identity), _find(sheet, names, EMAIL)
    simple = None if keyed or student_id is None else _find(sheet, names, POINTS)
    maximum = _find(sheet, names, MAXIMUM) if simple is not None else None
    questions = () if simple is not None else _triples(sheet)
    scores = {question.score for question in questions}
    points = simple if simple is not None else _total(sheet, names, scores)
    if points is None and not keyed:
        raise sheet.error("there is no column with the points", _FORMS)
    if student_id is None and email is None:
        hint = "name a column 'Student ID' or 'Email Address', or say which it is: exam: {identity: …}"
        raise sheet.error("there is no column that says who it was", hint)
    time = _find(sheet, names, TIME)
    taken = {student_id, email, time, points}
    if simple is None and not questions:
        questions = tuple(QuestionColumn(at) for at, name in enumerate(names) if name and at not in taken)
    kept = tuple(question for question in questions if question.answer not in taken)
    return ExamColumns(simple is None, points, maximum, student_id, email, time, kept)


def _identity(sheet: Sheet, names: Sequence[str], identity: str) -> int | None:
    if not identity:
        return _find(sheet, names, STUDENT_ID)
    found = _find(sheet, names, (heading(identity),))
    if found is None:
        hint = did_you_mean(identity, [name for name in sheet.columns if name], kind="columns")
        raise sheet.error(f"there is no column {show(identity, 60)!r}, which exam.identity names", hint)
    return found


def _total(sheet: Sheet, names: Sequence[str], scores: set[int | None]) -> int | None:
    """Return the column of the whole exam's points: by its name, or the only one that reads `8 / 10` all the way down."""
    named = _find(sheet, names, SCORE)
    if named is not None:
        return named
    rows = [row for row in sheet.rows[:1000] if any(row)]
    free = [at for at in range(len(names)) if at not in scores]
    reads = [
        at for at in free if any(row[at] for row in rows) and all(not row[at] or _SCORE_CELL.fullmatch(row[at]) for row in rows)
    ]
    return reads[0] if len(reads) == 1 else None


def _triples(sheet: Sheet) -> tuple[QuestionColumn, ...]:
    """Return the questions of a downloaded quiz: `Q`, `Q [Score]`, `Q [Feedback]`, whatever a language calls the two."""
    found, at, columns = [], 0, sheet.columns
    while at + 2 < len(columns):
        score, feedback = _SUFFIX.fullmatch(columns[at + 1]), _SUFFIX.fullmatch(columns[at + 2])
        if score and feedback and score["stem"] == feedback["stem"] == columns[at] != "":
            found.append(QuestionColumn(at, at + 1))
            at += 3
        else:
            at += 1
    return tuple(found)


def _find(sheet: Sheet, names: Sequence[str], words: Sequence[str]) -> int | None:
    for word in words:
        found = [at for at, name in enumerate(names) if name == word]
        if len(found) > 1:
            raise sheet.error(f"two columns are called {show(sheet.columns[found[0]], 60)!r}", "rename one of them")
        if found:
            return found[0]
    return None
