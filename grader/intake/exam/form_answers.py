"""The answers of an export, each under the question of the key that it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.answer_key import AnswerKey, Kind, Question, Variant
from grader.core.errors import InputError
from grader.core.plain_answer import plain_answer
from grader.core.show import show
from grader.core.ticked import ticked
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.columns import QuestionColumn
from grader.intake.exam.form import Form
from grader.intake.exam.headings import heading
from grader.intake.exam.sheet import Sheet

_FAILED = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!"})
_NO_QUESTION = "/ 0"  # what Google gives as points to a question that is not part of the quiz


def form_answers(form: Form, key: AnswerKey) -> Mapping[str, Sequence[str]]:
    """Return each question's answers by its id, a text a row, in the words of the key.

    Raises:
        InputError: with file, line and column, when a column is no question of the key, the key asks for a column that is not
            there, a row's variant is unknown, or a cell holds a spreadsheet's error.
    """
    rows, variants = _variants(form, key)
    places = {name: _places(form, key, name) for name in variants}
    _refuse_strangers(form, key, {place for found in places.values() for place in found.values()})
    answers: dict[str, Sequence[str]] = {}
    for question in key.questions:
        columns = {name: places[name][question.id] for name in variants}
        if len(variants) == 1:
            column = next(iter(columns.values()))
            texts = [row[column] for row in form.sheet.rows]
        else:
            texts = [row[columns[name]] for row, name in zip(form.sheet.rows, rows, strict=True)]
        _refuse_failed(form.sheet, texts, next(iter(columns.values())))
        answers[question.id] = _in_words_of_key(question, texts, rows, key.variants)
    return answers


def _variants(form: Form, key: AnswerKey) -> tuple[Sequence[str], tuple[str, ...]]:
    """Return the variant of each row, and which there are; '' where the exam has only one form."""
    sheet = form.sheet
    if form.variant or not key.variants:
        if form.variant and form.variant not in key.variants:
            hint = f"add it under 'variants:', as '{form.variant}:' alone where it is as the key has it"
            raise InputError(f"the key has no variant {show(form.variant, 60)!r}", file=key.file or None, hint=hint)
        return [form.variant] * len(sheet.rows), (form.variant,)
    if not key.variant_column:
        hint = "name the column: 'variants: {column: …}', or give each its file: exam: {file: {A: a.csv, B: b.csv}}"
        raise InputError("the key has variants, but nothing says which row is which", file=key.file or None, hint=hint)
    column = _column(sheet, key.variant_column)
    if column is None:
        hint = did_you_mean(key.variant_column, [name for name in sheet.columns if name], kind="columns")
        raise sheet.error(f"there is no column {show(key.variant_column, 60)!r}, which names the variant", hint)
    known = {plain_answer(name): name for name in key.variants}
    rows = []
    for at, row in enumerate(sheet.rows):
        if plain_answer(row[column]) not in known:
            hint = did_you_mean(row[column][:100], known.values(), kind="variants")
            raise sheet.error(f"{show(row[column], 60)!r} is no variant of the key", hint, row=at, column=column)
        rows.append(known[plain_answer(row[column])])
    return rows, tuple(dict.fromkeys(rows)) or tuple(key.variants)


def _places(form: Form, key: AnswerKey, variant: str) -> Mapping[str, int]:
    """Return the column of each question in that variant."""
    headings = key.variants.get(variant, Variant()).headings
    by_name: dict[str, int] = {}
    for question_column in form.columns.questions:
        by_name.setdefault(heading(form.sheet.columns[question_column.answer]), question_column.answer)
    found: dict[str, int] = {}
    for question in key.questions:
        title = headings.get(question.id, question.title)
        place = by_name.get(heading(title))
        if place is None:
            what = f"{show(question.id, 60)}: {show(form.sheet.file.name, 60)} has no column {show(title, 80)!r}"
            hint = did_you_mean(title, [form.sheet.columns[one.answer] for one in form.columns.questions], kind="columns")
            raise InputError(what, file=key.file or None, line=question.line or None, hint=hint)
        found[question.id] = place
    return found


def _refuse_strangers(form: Form, key: AnswerKey, known: set[int]) -> None:
    sheet, variant = form.sheet, _column(form.sheet, key.variant_column) if key.variant_column else None
    ignored = {heading(name) for name in key.ignored}
    seen: dict[str, int] = {}
    for question in form.columns.questions:
        place, name = question.answer, heading(sheet.columns[question.answer])
        if place == variant or name in ignored or _is_no_question(sheet, question):
            continue
        if place not in known:
            twice = seen.get(name)
            what = "this question stands twice in the header" if twice is not None else "the key has no answer to this question"
            hint = f"add it to {show(key.file, 200)}, or list it there under 'ignore:'"
            raise sheet.error(what, hint, column=place)
        seen[name] = place


def _is_no_question(sheet: Sheet, question: QuestionColumn) -> bool:
    """Say whether Google gives it no points: a name or an id that a quiz asks for."""
    score = question.score
    return score is not None and bool(sheet.rows) and all(row[score].endswith(_NO_QUESTION) for row in sheet.rows)


def _column(sheet: Sheet, name: str) -> int | None:
    return next((at for at, column in enumerate(sheet.columns) if heading(column) == heading(name)), None)


def _refuse_failed(sheet: Sheet, texts: Sequence[str], column: int) -> None:
    if _FAILED.isdisjoint(texts):
        return
    row = next(at for at, text in enumerate(texts) if text in _FAILED)
    hint = "a formula of the spreadsheet failed: mend it and export again"
    raise sheet.error(f"{texts[row]!r} is no answer", hint, row=row, column=column)


def _in_words_of_key(
    question: Question, texts: Sequence[str], rows: Sequence[str], variants: Mapping[str, Variant]
) -> Sequence[str]:
    words = {name: found for name, one in variants.items() if (found := one.options.get(question.id))}
    if not words:
        return texts
    known: dict[tuple[str, str], str] = {}
    out = []
    for text, name in zip(texts, rows, strict=True):
        if (text, name) not in known:
            known[text, name] = _translate(question, text, words[name]) if name in words else text
        out.append(known[text, name])
    return out


def _translate(question: Question, text: str, words: Mapping[str, str]) -> str:
    if question.kind is not Kind.CHECKBOXES:
        return words.get(plain_answer(text), text)
    boxes = ticked(text, [*words, *question.options])
    return ", ".join(words.get(plain_answer(box), box) for box in boxes)
