"""Exports graded with an answer key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import numpy as np

from grader.core.answer_key import AnswerKey, Kind, Question, Void
from grader.core.answer_number import answer_numbers
from grader.core.exam_answers import QuestionAnswers, add_points
from grader.core.exam_table import ExamItem, ExamTable
from grader.core.grade_answer import is_right
from grader.core.plain_answer import plain_answer
from grader.core.rekey import Rekey
from grader.core.show import show
from grader.core.ticked import ticked
from grader.intake.exam.form import Form
from grader.intake.exam.form_answers import form_answers
from grader.intake.exam.handed import Handed

_SHOWN = 3


@dataclass(frozen=True, eq=False)
class Keyed:
    """Everybody's answers and points: `points[number]` is of the row of that number, `answers` has an entry a question of `key`.

    `stated` is the key as its file has it, `key` the one that counts after re-keying.
    """

    stated: AnswerKey
    key: AnswerKey
    answers: Sequence[QuestionAnswers]
    points: Sequence[Fraction]
    handed: Sequence[Handed]

    def notes(self, counts: Mapping[str, int], rekeys: Sequence[Rekey]) -> Mapping[str, str]:
        """Return by student which re-keyed questions moved the points, by whom and why; `counts` are row numbers by student."""
        latest = {change.question: change for change in rekeys}
        numbers = np.fromiter(counts.values(), dtype=np.int64, count=len(counts))
        found: dict[str, list[str]] = {}
        for before, column in zip(self.stated.questions, self.answers, strict=True):
            change = latest.get(column.question.id)
            if change is None:
                continue
            gone = (before.void is Void.EXCLUDED) != (column.question.void is Void.EXCLUDED)
            pairs = zip(column.earned(before), column.earned(), strict=True)
            moved = np.array([gone or old != new for old, new in pairs], dtype=bool)
            sentence = f"{show(change.question, 40)} re-keyed by {show(change.author, 60)}: {show(change.reason)}"
            for student, hit in zip(counts, moved[column.codes[numbers]].tolist(), strict=True):
                if hit:
                    found.setdefault(student, []).append(sentence)
        return {student: "; ".join(sentences) for student, sentences in found.items()}

    def table(self, counts: Mapping[str, int]) -> ExamTable:
        """Return the questions that count, for the rows that count, by student."""
        numbers = np.fromiter(counts.values(), dtype=np.int64, count=len(counts))
        items = tuple(_item(column, numbers) for column in self.answers if column.question.void is None)
        void = tuple(column.question.id for column in self.answers if column.question.void is not None)
        return ExamTable(tuple(counts), items, void)

    def warnings(self) -> Iterator[str]:
        """Yield what an instructor should look at: answers that are no option of the key, questions nobody answered rightly."""
        for column in self.answers:
            question, name = column.question, show(column.question.id, 40)
            if question.void is not None or not len(column.codes):
                continue
            if not any(is_right(question, level) for level in column.levels):
                yield f"{name}: nobody gave an answer that the key accepts"
            strange = _strange(column)
            if strange:
                listed = ", ".join(repr(show(text, 60)) for text in strange[:_SHOWN])
                more = f" and {len(strange) - _SHOWN} more" if len(strange) > _SHOWN else ""
                yield f"{name}: answers that are none of its options: {listed}{more}"


def grade_forms(forms: Sequence[Form], stated: AnswerKey, key: AnswerKey) -> Keyed:
    """Grade every row of all forms by the key; raise InputError where the key and an export do not fit together."""
    by_form = [form_answers(form, key) for form in forms]
    rows = sum(len(form.sheet.rows) for form in forms)
    answers = [
        QuestionAnswers.of(question, [*chain.from_iterable(found[question.id] for found in by_form)])
        for question in key.questions
    ]
    points = add_points(answers, rows)
    return Keyed(stated, key, answers, points, list(_handed(forms, points)))


def _handed(forms: Sequence[Form], points: Sequence[Fraction]) -> Iterator[Handed]:
    number = 0
    for form in forms:
        for row, (person, time) in enumerate(zip(form.people, form.times, strict=True)):
            if person is not None:
                yield Handed(person.id, form.sheet, row, number, time, points[number])
            number += 1


def _item(column: QuestionAnswers, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> ExamItem:
    question, codes = column.question, column.codes[numbers]
    earned = np.array([float(points) for points in column.earned()], dtype=np.float64)
    choices = tuple(_choices(question, level) for level in column.levels)
    if question.kind is Kind.CHECKBOXES:
        right = frozenset(plain_answer(box) for answer in question.accepted for box in answer)
    else:
        right = frozenset(plain_answer(answer) for (answer,) in question.accepted)
        right |= {one for level, boxes in zip(column.levels, choices, strict=True) for one in boxes if is_right(question, level)}
    maximum = float(question.points)
    return ExamItem(question.id, question.title, maximum, column.levels, choices, codes, earned[codes], right, question.options)


def _choices(question: Question, level: str) -> tuple[str, ...]:
    if question.kind is Kind.CHECKBOXES:
        return tuple(plain_answer(box) for box in ticked(level, question.options))
    numbers = answer_numbers(level) if question.kind is Kind.NUMBER else ()
    plain = f"{numbers[0].normalize():f}" if len(numbers) == 1 else plain_answer(level)
    return (plain,) if plain else ()


def _strange(column: QuestionAnswers) -> list[str]:
    known = {plain_answer(option) for option in column.question.options}
    if not known:
        return []
    return [level for level in column.levels if not known.issuperset(_choices(column.question, level))]
