"""Show an executed notebook: it is hostile, so what is rendered of it is cleaned first, and the rest is escaped text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from markupsafe import Markup

from grader.core.show import show
from grader.intake.languages import ENGLISH
from grader.reports.language import Language, language
from grader.reports.markdown_room import MarkdownRoom
from grader.reports.markdown_view import markdown_view
from grader.reports.notebook_outputs import MOST_OF_AN_ERROR, Output, notebook_outputs
from grader.reports.notebook_text import notebook_cells, text_of
from grader.reports.number_text import bytes_text

MOST_BYTES: Final = 20_000_000
_MOST_CHARACTERS = 4_000
_MOST_MARKUP = 400_000
_MOST_PICTURES = 1_500_000
_KINDS: Final = frozenset({"code", "markdown", "raw"})


@dataclass
class _Room:
    """How much more may be put on the page: characters of pictures, and Markdown."""

    pictures: int = _MOST_PICTURES
    markdown: MarkdownRoom = field(default_factory=MarkdownRoom)


def notebook_view(nb_json: bytes, *, only: int | None = None, code: str = ENGLISH) -> Markup:
    """Return the cells of a notebook as HTML, or a sentence that says why they cannot be shown; in the language `code`.

    Sources, streams, errors and `text/plain` results are text; Markdown and tables are cleaned of everything that acts, loads or
    links; PNG and JPEG pictures stand in the page. At most 4,000 characters of text a cell, 400 kB in all, and 1.5 MB of
    pictures; Markdown that would take long to render is shown as its source. `only` shows one cell, by its index in the
    notebook from 0.
    """
    spoken = language(code)
    cells = notebook_cells(nb_json, MOST_BYTES)
    if cells is None:
        return _sentence(_why_not(nb_json, spoken))
    if only is None:
        return _capped(cells, spoken)
    if 0 <= only < len(cells):
        return _cell(only, cells[only], _Room(), spoken)
    return _sentence(spoken.say("The executed notebook has no cell {n}.", n=only + 1))


def _why_not(nb_json: bytes, language: Language) -> str:
    if len(nb_json) > MOST_BYTES:
        return language.say("The executed notebook has {size}, more than a report shows.", size=bytes_text(len(nb_json)))
    try:
        json.loads(nb_json)
    except (ValueError, RecursionError):
        return language.say("The executed notebook is not readable JSON, so its cells cannot be shown.")
    return language.say("The executed notebook has no list of cells, so there is nothing to show.")


def _sentence(text: str) -> Markup:
    return Markup('<p class="empty">{}</p>').format(text)


def _capped(cells: list[Any], language: Language) -> Markup:
    parts: list[Markup] = []
    size, room = 0, _Room()
    for index, cell in enumerate(cells):
        before = room.pictures
        part = _cell(index, cell, room, language)
        size += len(part.encode()) + 1 - (before - room.pictures)
        if size > _MOST_MARKUP - 1_000:  # room for the sentence
            more = len(cells) - index
            said = language.count(
                "The notebook is long: {n} more cell is not shown.", "The notebook is long: {n} more cells are not shown.", more
            )
            parts.append(_sentence(said))
            break
        parts.append(part)
    return Markup("\n").join(parts) if parts else _sentence(language.say("The notebook has no cells."))


def _cell(index: int, cell: Any, room: _Room, language: Language) -> Markup:
    if not isinstance(cell, dict):
        return _sentence(language.say("Cell {n} is not a cell.", n=index + 1))
    kind = cell.get("cell_type")
    kind = kind if isinstance(kind, str) and kind in _KINDS else "unknown"
    body = (_markdown(cell, room) if kind == "markdown" else None) or _source_and_outputs(cell, room, language)
    title = language.say("Cell {n}", n=index + 1)
    return Markup('<section class="cell {}" id="cell-{}"><h3>{} <small>{}</small></h3>{}</section>').format(
        kind, index, title, kind, body
    )


def _markdown(cell: dict[str, Any], room: _Room) -> Markup | None:
    text = text_of(cell.get("source"))
    view = markdown_view(text, room.markdown) if text.strip() else None
    return Markup('<div class="prose">{}</div>').format(view) if view is not None else None


def _source_and_outputs(cell: dict[str, Any], room: _Room, language: Language) -> Markup:
    outputs = list(notebook_outputs(cell, language))
    wanted = min(sum(len(one.text) for one in outputs), MOST_OF_AN_ERROR)
    source = show(text_of(cell.get("source")), _MOST_CHARACTERS - wanted, lines=True)
    empty = _sentence(language.say("Empty."))
    body = Markup('<pre class="source">{}</pre>').format(source) if source.strip() else empty
    left = _MOST_CHARACTERS - len(source)
    for output in outputs:
        if left <= 0:
            return body + _sentence(language.say("More output was left out."))
        part, used = _shown(output, left, room, language)
        left -= used
        body += part
    return body


def _shown(output: Output, left: int, room: _Room, language: Language) -> tuple[Markup, int]:
    """Return an output as HTML, and how many of the cell's characters it took."""
    if output.html is not None:
        boxed = Markup('<div class="prose scroll" tabindex="0" role="group" aria-label="{}">{}</div>')
        return boxed.format(language.say("Table"), output.html), len(output.html) // 20
    if output.picture is None:
        text = show(output.text, left, lines=True)
        return Markup('<pre class="{}">{}</pre>').format(output.style, text), len(text)
    if len(output.picture.address) > room.pictures:
        return _sentence(language.say("A picture was left out: the page holds enough of them.")), 0
    room.pictures -= len(output.picture.address)
    said = show(output.text, 200) or language.say("Picture")
    drawn = Markup('<img class="output" src="{}" width="{}" height="{}" alt="{}">')
    return drawn.format(output.picture.address, output.picture.width, output.picture.height, said), len(said)
