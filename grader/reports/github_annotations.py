"""A group's checklist as workflow commands, which GitHub shows at the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.show import show

_KINDS = {Verdict.NEEDS_WORK: "error", Verdict.NOTE: "warning"}
_MOST = 10  # GitHub shows no more errors of a step


def github_annotations(checklist: Checklist) -> Iterator[str]:
    """Yield a line for everything that needs work, and for notes that have a place; no text can begin another command."""
    for item in checklist.to_point_at()[:_MOST]:
        yield _command(item)


def _command(item: Item) -> str:
    fields = {"title": _title(item)}
    if item.place is not None:
        fields |= {"file": item.place.file} | ({"line": str(item.place.line)} if item.place.line else {})
    words = f"{item.text} (next: {item.advice})" if item.advice else item.text
    properties = ",".join(f"{name}={_property(show(value, 300))}" for name, value in fields.items())
    return f"::{_KINDS[item.verdict]} {properties}::{_data(show(words, 2000))}"


def _title(item: Item) -> str:
    cell = item.place.cell if item.place else None
    return item.title if cell is None else f"{item.title}, cell {cell + 1}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
