"""Read the exam's results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from grader.core.answer_key import AnswerKey
from grader.core.errors import InputError
from grader.core.exact import as_decimal
from grader.core.exam import Exam
from grader.core.exam_table import ExamTable
from grader.core.rekey import Rekey, rekeyed
from grader.core.roster import Roster
from grader.intake.exam.choose import Chosen, choose
from grader.intake.exam.form import Form, read_forms
from grader.intake.exam.handed import Handed
from grader.intake.exam.keyed import grade_forms
from grader.intake.exam.points import Points, read_points
from grader.intake.exam.quiz_items import quiz_items
from grader.intake.exam.read_key import read_key
from grader.intake.exam.rules import ExamRules

_DEFAULT_MAXIMUM = Decimal(100)


def read_exam(rules: ExamRules, roster: Roster, rekeys: Sequence[Rekey] = ()) -> Exam:
    """Return the points of every student whose points are known. Blank points are not known yet: never 0.

    Without a key three forms are recognised by their header: `student_id,points` with an optional `maximum` (100 where there
    is none), a Google Forms quiz as downloaded, and its linked sheet, whose score reads `32 / 40`. With a key the answers are
    graded here; `rekeys` count over the key file.

    Raises:
        InputError: with file, line and column, when a person is unknown or listed twice, points are no number or outside 0 to
            the maximum, rows state different maxima, or the key does not fit the export.
    """
    if rules.key is None:
        if rekeys:
            hint = "name the key again in course.yaml: exam: {file: …, key: exam-key.yaml}"
            raise InputError("questions were re-keyed, but the exam has no answer key", hint=hint)
        return _read_points(rules, read_forms(rules, roster), roster)
    stated = read_key(rules.key)
    return _read_answers(rules, read_forms(rules, roster), roster, stated, rekeys)


def _read_points(rules: ExamRules, forms: Sequence[Form], roster: Roster) -> Exam:
    handed: list[Handed] = []
    read: list[tuple[Points, Handed]] = []
    number = 0
    for form in forms:
        points_column = form.columns.points
        if points_column is None:  # exam_columns refuses a form without points where there is no key
            raise AssertionError(form.sheet.file)
        for row, (person, time) in enumerate(zip(form.people, form.times, strict=True)):
            if person is not None:
                points = read_points(form.sheet, row, points_column, form.columns.maximum)
                handed.append(Handed(person.id, form.sheet, row, number, time, points.points))
                read.append((points, handed[-1]))
            number += 1
    chosen = choose(handed, rules)
    maximum = _maximum(read, quiz=any(form.columns.quiz for form in forms))
    known = {student: Decimal(one.points) for student, one in chosen.counts.items() if isinstance(one.points, Decimal)}
    for student, points_known in known.items():
        if points_known > maximum:
            one = chosen.counts[student]
            raise one.sheet.error(f"{points_known} points are more than the maximum of {maximum}", row=one.row)
    items = quiz_items(forms, [one.number for one in chosen.counts.values()])
    return _exam(known, maximum, roster, chosen, ExamTable(tuple(chosen.counts), items) if items else None)


def _read_answers(rules: ExamRules, forms: Sequence[Form], roster: Roster, stated: AnswerKey, rekeys: Sequence[Rekey]) -> Exam:
    keyed = grade_forms(forms, stated, rekeyed(stated, rekeys))
    chosen = choose(keyed.handed, rules)
    numbers = {student: one.number for student, one in chosen.counts.items()}
    known = {student: as_decimal(keyed.points[number]) for student, number in numbers.items()}
    exam = _exam(known, keyed.key.maximum, roster, chosen, keyed.table(numbers))
    notes = dict(exam.notes)
    for student, note in keyed.notes(numbers, rekeys).items():
        notes[student] = f"{notes[student]}; {note}" if student in notes else note
    return replace(exam, notes=notes, warnings=tuple(keyed.warnings()))


def _exam(known: Mapping[str, Decimal], maximum: Decimal, roster: Roster, chosen: Chosen, table: ExamTable | None) -> Exam:
    missing = tuple(student.id for student in roster.students() if student.id not in known)
    return Exam(known, maximum, missing, chosen.notes, chosen.set_aside, table=table)


def _maximum(results: Sequence[tuple[Points, Handed]], *, quiz: bool) -> Decimal:
    stated = [(one.maximum, handed) for one, handed in results if one.maximum is not None]
    for maximum, handed in stated:
        if maximum != stated[0][0]:
            what = f"the maximum is {maximum} here, but {stated[0][0]} on line {stated[0][1].line}"
            raise handed.sheet.error(what, "all students write the same exam: mend one of them", row=handed.row)
    bare = next((handed for one, handed in results if one.points is not None), None)
    if quiz and bare is not None and not stated:
        raise bare.sheet.error("no score states its maximum", "a score reads '32 / 40'", row=bare.row)
    return stated[0][0] if stated else _DEFAULT_MAXIMUM
