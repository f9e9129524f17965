"""How much Markdown a page renders: parsing hostile text takes the time of everybody's grades."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_CHARACTERS = 6_000
_MOST_CELLS = 5_000
_MOST_BRACKETS = 1_000
_LINE = re.compile("\r\n|\r|\n")  # what Markdown calls a line: a form feed begins none


@dataclass
class MarkdownRoom:
    """How much more Markdown may be rendered: characters, and cells of tables or levels of quotes in all their lines."""

    characters: int = 60_000
    cells: int = 20_000

    def take(self, text: str) -> bool:
        """Say whether a text may be rendered, and take its room; a text that is too dear alone takes none."""
        if len(text) > min(self.characters, _MOST_CHARACTERS) or text.count("[") > _MOST_BRACKETS:
            return False
        cells = _cells(text)
        if cells > min(self.cells, _MOST_CELLS):
            return False
        self.characters -= len(text)
        self.cells -= cells
        return True


def _cells(text: str) -> int:
    """Return the most cells that a table of the text can have: each line is filled up to the widest, and so are quotes."""
    lines = _LINE.split(text)
    return sum((widest + 1) * len(lines) for mark in "|>" if (widest := max(line.count(mark) for line in lines)))
