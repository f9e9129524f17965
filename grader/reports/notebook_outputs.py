"""What a notebook's cell put out, each output as text, as a picture, or as cleaned HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from grader.reports.clean_html import clean_html
from grader.reports.language import Language
from grader.reports.notebook_picture import Picture, notebook_picture
from grader.reports.notebook_text import plain, text_of

MOST_OF_AN_ERROR: Final = 1_500
_MOST_OUTPUTS = 200
_READ = 200_000
_NOT_SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/svg+xml", "text/html", "application/javascript", "text/latex"})


@dataclass(frozen=True)
class Output:
    """One output: its `style` ('stdout', 'stderr', 'result', 'error', 'hidden') with text, or a picture, or clean HTML."""

    style: str
    text: str = ""
    picture: Picture | None = None
    html: Markup | None = None


def notebook_outputs(cell: dict[str, Any], language: Language) -> Iterator[Output]:
    """Yield a cell's outputs, at most 200; what has a wrong type is passed over."""
    outputs = cell.get("outputs")
    for output in outputs[:_MOST_OUTPUTS] if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            yield from _output(output, language)


def _output(output: dict[str, Any], language: Language) -> Iterator[Output]:
    kind = output.get("output_type")
    if kind == "stream":
        yield Output("stderr" if output.get("name") == "stderr" else "stdout", plain(text_of(output.get("text"))))
    elif kind == "error":
        yield Output("error", _error(output))
    elif kind in ("execute_result", "display_data"):
        data = output.get("data")
        if isinstance(data, dict):
            yield from _result(data, language)


def _result(data: dict[str, Any], language: Language) -> Iterator[Output]:
    """Yield the best form of a result that may be shown: its picture, its table, its text; and name what is not shown."""
    picture = notebook_picture(data)
    html = text_of(data.get("text/html"))
    table = clean_html(html) if "<table" in html else None
    if picture is not None:
        yield Output("picture", plain(text_of(data.get("text/plain"))), picture=picture)
        return
    if table is not None and "<table" in table:
        yield Output("table", html=table)
        return
    if "text/plain" in data:
        yield Output("result", plain(text_of(data["text/plain"])))
    hidden = sorted(kind for kind in data if kind in _NOT_SHOWN)
    if hidden:
        yield Output("hidden", language.say("[{kinds}: not shown in this report]", kinds=", ".join(hidden)))


def _error(output: dict[str, Any]) -> str:
    """Return the error's one line, then the end of its traceback, which is where the cause stands."""
    line = plain(f"{text_of(output.get('ename'))[:200]}: {text_of(output.get('evalue'))[:1_000]}")
    traceback = output.get("traceback")
    frames = (
        "\n".join(frame[-_READ:] for frame in traceback[-50:] if isinstance(frame, str)) if isinstance(traceback, list) else ""
    )
    end = plain(frames[-_READ:])
    room = MOST_OF_AN_ERROR - len(line) - 10
    return line if room <= 0 or not end.strip() else f"{line}\n\n{end if len(end) <= room else '…' + end[-room:]}"
