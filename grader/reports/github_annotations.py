"""A group's checklist as workflow commands, which GitHub shows at the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.show import show
from grader.reports.checklist_in import checklist_in
from grader.reports.language import Language, language

_KINDS = {Verdict.NEEDS_WORK: "error", Verdict.NOTE: "warning"}
_MOST = 10  # GitHub shows no more errors of a step


def github_annotations(checklist: Checklist, said_in: Language | None = None) -> Iterator[str]:
    """Yield a line for everything that needs work, and for notes that have a place; no text can begin another command."""
    tongue = said_in or language()
    for item in checklist_in(tongue, checklist).to_point_at()[:_MOST]:
        yield _command(item, tongue)


def _command(item: Item, tongue: Language) -> str:
    fields = {"title": _title(item, tongue)}
    if item.place is not None:
        fields |= {"file": item.place.file} | ({"line": str(item.place.line)} if item.place.line else {})
    words = tongue.say("{text} (next: {advice})", text=item.text, advice=item.advice) if item.advice else item.text
    properties = ",".join(f"{name}={_property(show(value, 300))}" for name, value in fields.items())
    return f"::{_KINDS[item.verdict]} {properties}::{_data(show(words, 2000))}"


def _title(item: Item, tongue: Language) -> str:
    cell = item.place.cell if item.place else None
    return item.title if cell is None else tongue.say("{what} (cell {cell})", what=item.title, cell=cell + 1)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
