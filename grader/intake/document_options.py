"""Read what a rubric asks of a document, the options of the check `document`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from grader.core.paper import read_paper
from grader.core.show import show
from grader.intake.located import Located

_MOST_PAGES = 5000


def read_document_option(key: str, entry: Located) -> Any:
    """Return the option `key` as its check reads it: a text, a Decimal, a bool, page bounds by name, or section names.

    Raises:
        InputError: with the line of what is wrong.
    """
    return _READERS[key](entry)


def _file(entry: Located) -> str:
    pattern = entry.text('"report*.pdf"')
    if pattern.startswith("/") or ".." in pattern.split("/"):
        raise entry.error(f"{show(pattern, 60)!r} leaves the group's repository", 'write it from its root, such as "report*.pdf"')
    if not pattern.casefold().endswith(".pdf"):
        raise entry.error(f"{show(pattern, 60)!r} is no pattern for PDFs", 'it ends with .pdf, such as "report*.pdf"')
    return pattern


def _pages(entry: Located) -> dict[str, int]:
    bounds = {key: _count(value) for key, value in entry.fields(optional=("at_least", "at_most")).items()}
    if bounds.get("at_least", 1) > bounds.get("at_most", _MOST_PAGES):
        raise entry.error(f"{entry.name} asks for at least {bounds['at_least']} and at most {bounds['at_most']} pages")
    return bounds


def _count(value: Located) -> int:
    count = value.whole()
    if not 1 <= count <= _MOST_PAGES:
        raise value.error(f"{value.name} is {count}, but must be from 1 to {_MOST_PAGES}")
    return count


def _page(entry: Located) -> str:
    text = entry.text("a0 portrait")
    if read_paper(text) is None:
        hint = "such as a4, us letter, a0 portrait, or 841 x 1189 mm"
        raise entry.error(f"no size of paper is called {show(text, 40)!r}", hint)
    return text


def _tolerance(entry: Located) -> Decimal:
    number = entry.number()
    if not 0 <= number <= 100:
        raise entry.error(f"{entry.name} is {number}, but must be from 0 to 100 millimetres")
    return number


def _columns(entry: Located) -> int:
    columns = entry.whole()
    if not 1 <= columns <= 6:
        raise entry.error(f"{entry.name} is {columns}, but must be from 1 to 6")
    return columns


def _sections(entry: Located) -> tuple[str, ...]:
    names = tuple(part.text("introduction") for part in entry.items())
    if not names:
        raise entry.error(f"{entry.name} names no section", "such as [abstract, introduction, conclusion]")
    for part, name in zip(entry.items(), names, strict=True):
        if names.count(name) > 1:
            raise part.error(f"the section {show(name, 60)!r} is named twice")
    return names


_READERS: Mapping[str, Callable[[Located], Any]] = {
    "file": _file,
    "pages": _pages,
    "page": _page,
    "tolerance": _tolerance,
    "columns": _columns,
    "last_page": lambda entry: entry.one_of(("references",)),
    "sections": _sections,
    "fonts": lambda entry: entry.one_of(("embedded",)),
    "blind": lambda entry: entry.truth(),
}
