"""Show an executed notebook as plain text: the notebook is hostile, so nothing in it is rendered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from markupsafe import Markup

from grader.core.show import show
from grader.reports.number_text import bytes_text

_MOST_BYTES = 20_000_000
_MOST_CHARACTERS = 4_000
_FOR_OUTPUTS = 1_500
_MOST_MARKUP = 400_000
_READ = 200_000
_KINDS: Final = frozenset({"code", "markdown", "raw"})
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/svg+xml", "text/html", "application/javascript"})
# CSI sequences, then OSC/DCS strings up to their end, then any other two-character escape
_ANSI: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")


def notebook_view(nb_json: bytes, *, only: int | None = None) -> Markup:
    """Return the cells of a notebook as escaped text, or a sentence that says why they cannot be shown.

    Sources, streams, errors and `text/plain` results are shown; pictures and HTML are named, not shown. At most 4,000
    characters a cell and 400 kB in all. `only` shows one cell, by its index in the notebook from 0.
    """
    if len(nb_json) > _MOST_BYTES:
        return _sentence(f"The executed notebook has {bytes_text(len(nb_json))}, more than a report shows.")
    try:
        document = json.loads(nb_json)
    except (ValueError, RecursionError):
        return _sentence("The executed notebook is not readable JSON, so its cells cannot be shown.")
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        return _sentence("The executed notebook has no list of cells, so there is nothing to show.")
    if only is not None:
        return _cell(only, cells[only]) if 0 <= only < len(cells) else _sentence(f"The executed notebook has no cell {only}.")
    return _capped(cells)


def _sentence(text: str) -> Markup:
    return Markup('<p class="empty">{}</p>').format(text)


def _capped(cells: list[Any]) -> Markup:
    parts: list[Markup] = []
    size = 0
    for index, cell in enumerate(cells):
        part = _cell(index, cell)
        size += len(part.encode()) + 1
        if size > _MOST_MARKUP - 1_000:  # room for the sentence
            parts.append(_sentence(f"The notebook is long: {len(cells) - index:,} more cells are not shown."))
            break
        parts.append(part)
    return Markup("\n").join(parts) if parts else _sentence("The notebook has no cells.")


def _cell(index: int, cell: Any) -> Markup:
    if not isinstance(cell, dict):
        return _sentence(f"Cell {index} is not a cell.")
    kind = cell.get("cell_type")
    kind = kind if isinstance(kind, str) and kind in _KINDS else "unknown"
    outputs = list(_outputs(cell))
    wanted = min(sum(len(text) for _, text in outputs), _FOR_OUTPUTS)
    source = show(_text(cell.get("source")), _MOST_CHARACTERS - wanted, lines=True)
    body = Markup('<pre class="source">{}</pre>').format(source) if source.strip() else _sentence("Empty.")
    left = _MOST_CHARACTERS - len(source)
    for style, text in outputs:
        if left <= 0:
            body += _sentence("More output was left out.")
            break
        shown = show(text, left, lines=True)
        left -= len(shown)
        body += Markup('<pre class="{}">{}</pre>').format(style, shown)
    return Markup('<section class="cell {}" id="cell-{}"><h3>Cell {} <small>{}</small></h3>{}</section>').format(
        kind, index, index, kind, body
    )


def _outputs(cell: dict[str, Any]) -> Iterator[tuple[str, str]]:
    outputs = cell.get("outputs")
    for output in outputs[:200] if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            yield from _output(output)


def _output(output: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kind = output.get("output_type")
    if kind == "stream":
        yield "stderr" if output.get("name") == "stderr" else "stdout", _plain(_text(output.get("text")))
    elif kind == "error":
        yield "error", _error(output)
    elif kind in ("execute_result", "display_data"):
        data = output.get("data")
        if isinstance(data, dict):
            yield from _result(data)


def _result(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "text/plain" in data:
        yield "result", _plain(_text(data["text/plain"]))
    hidden = sorted(kind for kind in data if kind in _PICTURES)
    if hidden:
        yield "hidden", f"[{', '.join(hidden)}: not shown in this report]"


def _error(output: dict[str, Any]) -> str:
    """Return the error's one line, then the end of its traceback, which is where the cause stands."""
    line = _plain(f"{_text(output.get('ename'))[:200]}: {_text(output.get('evalue'))[:1_000]}")
    traceback = output.get("traceback")
    frames = (
        "\n".join(frame[-_READ:] for frame in traceback[-50:] if isinstance(frame, str)) if isinstance(traceback, list) else ""
    )
    end = _plain(frames[-_READ:])
    room = _FOR_OUTPUTS - len(line) - 10
    return line if room <= 0 or not end.strip() else f"{line}\n\n{end if len(end) <= room else '…' + end[-room:]}"


def _text(value: Any) -> str:
    """Return nbformat's 'multiline string' (a string, or a list of strings) as one string; anything else is empty."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))[:_READ]
    return value[:_READ] if isinstance(value, str) else ""


def _plain(text: str) -> str:
    """Return text as a terminal would leave it: no colours, and of a line that overwrote itself only the last state."""
    lines = _ANSI.sub("", text).replace("\x08", "").split("\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines).strip("\n")
