"""Read the course file's key `exam`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.intake.exam.rules import DateOrder, ExamRules, Take
from grader.intake.existing_file import existing_file
from grader.intake.located import Located
from grader.intake.located_moment import located_moment

_HINT = "remove the line until there is an exam file"
_OPTIONAL = ("key", "sheet", "identity", "take", "closes", "late", "dates", "skip")


def read_exam_rules(value: Located) -> ExamRules:
    """Return the rules of `exam: exam.csv`, or of a mapping with `file` and more.

    Raises InputError with the line of a wrong key or value, a file that is not there, or a time without a zone.
    """
    if value.kind != "mapping":
        return ExamRules({"": existing_file(value, _HINT)})
    entries = value.fields(required=("file",), optional=_OPTIONAL)
    return ExamRules(
        files=_files(entries["file"]),
        key=existing_file(entries["key"]) if "key" in entries else None,
        sheet=_text(entries, "sheet"),
        identity=_text(entries, "identity"),
        take=Take(entries["take"].one_of(rule.value for rule in Take)) if "take" in entries else Take.EACH_ONCE,
        closes=located_moment(entries["closes"]) if "closes" in entries else None,
        late="late" in entries and entries["late"].one_of(("refuse", "count")) == "count",
        dates=DateOrder(entries["dates"].one_of(order.value for order in DateOrder)) if "dates" in entries else None,
        skip=frozenset(one.text().casefold() for one in entries["skip"].items()) if "skip" in entries else frozenset(),
    )


def _files(value: Located) -> Mapping[str, Path]:
    if value.kind != "mapping":
        return {"": existing_file(value, _HINT)}
    return {variant: existing_file(file, _HINT) for variant, file in value.mapping().items()}


def _text(entries: Mapping[str, Located], key: str) -> str:
    return entries[key].text() if key in entries else ""
