"""Find what may be a heading among the lines of a document: by how it looks, never by what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from text_lines import Line

_MOST = 250
_WORDS, _LETTERS = 12, 100
_LARGER = 1.08  # times the size of the text
_SHORT = 4  # words: a line that may be a heading although it looks like text
_NUMBERED = re.compile(r"^(?:[A-Z]|\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5})[.):]?\s+\S")
_RUN_IN = re.compile(r"^(?P<name>[^\W\d_][\w &-]{2,40}?)\s?(?:—|–|-{2,3}|\.|:)(?:\s|\S{3})")


@dataclass(frozen=True)
class Found:
    """A possible heading: its text, its page (from 0), its place among the lines, and whether it looks unlike the text."""

    text: str
    page: int
    index: int
    styled: bool


def headings_found(lines: list[Line], size: float, *, bold_text: bool) -> list[Found]:
    """Return possible headings, at most 250; `size` is that of the text, and `bold_text` whether that is bold throughout.

    A line counts where it is larger, bold, or in capitals; where it is short; and where it begins with a few words in
    another face, as a heading that runs into its paragraph does.
    """
    found: list[Found] = []
    for index, line in enumerate(lines):
        found += _of(line, index, size, bold_text=bold_text)
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _of(line: Line, index: int, size: float, *, bold_text: bool) -> Iterator[Found]:
    text = line.text.strip()
    if not any(map(str.isalpha, text)):
        return
    if len(line.words) <= _WORDS and len(text) <= _LETTERS and not text.endswith((",", ";", "-")):
        capitals = text.isupper() and sum(map(str.isalpha, text)) > 4
        styled = line.size >= _LARGER * size or (line.bold and not bold_text) or capitals
        if styled or _may_be_plain(line, text):
            yield Found(text, line.page, index, styled)
            return
    run_in = _run_in(line, text)
    if run_in:
        yield Found(run_in, line.page, index, styled=False)


def _may_be_plain(line: Line, text: str) -> bool:
    if _NUMBERED.match(text) and len(line.words) <= _SHORT + 3:
        return True
    return len(line.words) <= _SHORT and not text[0].islower() and not text.endswith(".")


def _run_in(line: Line, text: str) -> str:
    """Return the words in another face that begin a paragraph, or '': 'Abstract' of 'Abstract—We show …'."""
    first = line.words[0].font
    lead = list(takewhile(lambda word: word.font == first, line.words))
    apart = lead[0].bold or lead[0].leaning
    if apart and len(lead) <= _SHORT + 2 and len(lead) < len(line.words):
        return " ".join(word.text for word in lead).strip(" .:—–-")[:_LETTERS]
    match = _RUN_IN.match(text)
    return match["name"] if match and len(match["name"].split()) <= _SHORT and text[0].isupper() else ""
