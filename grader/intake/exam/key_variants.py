"""Read how the forms of an exam (A, B, …) map onto its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.answer_key import Question, Variant
from grader.core.plain_answer import plain_answer
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.headings import heading
from grader.intake.located import Located


def read_variants(value: Located, questions: Sequence[Question]) -> tuple[str, Mapping[str, Variant]]:
    """Return the heading of the column that names the variant ('' where each has its own file), and the variants by name.

    Raises InputError with the line, where a variant names a question or an option that the key has not, maps two onto one,
    or asks two questions under one heading.
    """
    entries = dict(value.mapping())
    column = entries.pop("column", None)
    by_id = {question.id: question for question in questions}
    forms = {name: _variant(form, by_id) for name, form in entries.items()}
    return column.text() if column else "", forms


def _variant(value: Located, by_id: Mapping[str, Question]) -> Variant:
    if value.kind == "nothing" or (value.kind == "mapping" and not value.entries):
        return Variant()
    headings: dict[str, str] = {}
    options: dict[str, Mapping[str, str]] = {}
    for name, one in value.mapping().items():
        if name not in by_id:
            raise one.error(f"the key has no question {show(name, 60)!r}", did_you_mean(name, by_id, kind="questions"))
        if one.kind != "mapping":
            headings[name] = one.text()
            continue
        parts = one.fields(optional=("title", "options"))
        if "title" in parts:
            headings[name] = parts["title"].text()
        if "options" in parts:
            options[name] = _options(parts["options"], by_id[name])
    _refuse_doubles(value, headings, by_id)
    return Variant(headings, options)


def _options(value: Located, question: Question) -> Mapping[str, str]:
    """Return the key's option by the variant's, as it is compared."""
    known = {plain_answer(option): option for option in (*question.options, *(one for a in question.accepted for one in a))}
    found: dict[str, str] = {}
    for written, meant in value.mapping().items():
        option = known.get(plain_answer(meant.text()))
        if option is None:
            what = f"{show(question.id, 60)} has no option {show(meant.text(), 60)!r} in the key"
            raise meant.error(what, did_you_mean(meant.text(), known.values(), kind="options"))
        if option in found.values():
            raise meant.error(f"two options of this variant are {show(option, 60)!r} in the key", "map each onto its own")
        found[plain_answer(written)] = option
    return found


def _refuse_doubles(value: Located, headings: Mapping[str, str], by_id: Mapping[str, Question]) -> None:
    first: dict[str, str] = {}
    for name, question in by_id.items():
        title = heading(headings.get(name, question.title))
        other = first.setdefault(title, name)
        if other != name:
            what = f"in {value.name}, {show(other, 60)} and {show(name, 60)} are both asked under {show(title, 60)!r}"
            raise value.error(what, "give each question of this variant its own heading")
