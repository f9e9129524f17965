"""Read an exam's answer key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.core.answer_key import AnswerKey, Question
from grader.core.show import show
from grader.intake.exam.headings import heading
from grader.intake.exam.key_csv import read_key_csv
from grader.intake.exam.key_question import QUESTION_KEYS, read_question
from grader.intake.exam.key_variants import read_variants
from grader.intake.located import Located
from grader.intake.located_yaml import read_yaml

_DEFAULTS = tuple(key for key in QUESTION_KEYS if key not in {"title", "answer", "accept", "void"})


def read_key(path: Path) -> AnswerKey:
    """Return the key of a YAML file, or of a CSV file with a row a question.

    Raises:
        InputError: with file and line and a hint, when a key is unknown or missing, an answer is none of the options, or two
            questions have one heading.
    """
    if path.suffix.lower() == ".csv":
        return _key(path, read_key_csv(path), {}, None, None)
    root = read_yaml(path)
    entries = root.fields(required=("questions",), optional=("defaults", "ignore", "variants"))
    defaults = entries["defaults"].fields(optional=_DEFAULTS) if "defaults" in entries else {}
    return _key(path, entries["questions"].mapping(), defaults, entries.get("ignore"), entries.get("variants"))


def _key(
    path: Path,
    written: Mapping[str, Located],
    defaults: Mapping[str, Located],
    ignore: Located | None,
    variants: Located | None,
) -> AnswerKey:
    questions = tuple(read_question(name, value, defaults) for name, value in written.items())
    _refuse_doubles(questions, written)
    ignored = tuple(one.text() for one in ignore.items()) if ignore else ()
    column, forms = read_variants(variants, questions) if variants else ("", {})
    return AnswerKey(questions, ignored, forms, column, str(path))


def _refuse_doubles(questions: Iterable[Question], written: Mapping[str, Located]) -> None:
    first: dict[str, Question] = {}
    for question in questions:
        other = first.setdefault(heading(question.title), question)
        if other is not question:
            what = f"{show(question.id, 60)} has the heading of {show(other.id, 60)} on line {other.line}"
            raise written[question.id].error(what, "give each its own title: the heading of its column")
