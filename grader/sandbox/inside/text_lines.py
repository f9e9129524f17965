"""The lines of a PDF page in the order in which a person reads them: column by column between what spans the page."""

from __future__ import annotations

from dataclasses import dataclass

from page_words import Word


@dataclass(frozen=True)
class Line:
    """A line of text: its words from left to right, and the page that it stands on (from 0)."""

    words: tuple[Word, ...]
    page: int

    @property
    def text(self) -> str:
        """Its words with spaces between them."""
        return " ".join(word.text for word in self.words)

    @property
    def top(self) -> float:
        """Its upper edge, in points from the page's."""
        return min(word.top for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its characters, in points."""
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of its words are bold, numbers aside."""
        named = [word for word in self.words if any(map(str.isalpha, word.text))]
        return bool(named) and all(word.bold for word in named)


def text_lines(words: list[Word], parted_at: list[float], page: int) -> list[Line]:
    """Return the lines; `parted_at` are the places between the columns."""
    spans = [(word.top, word.bottom) for word in words if any(word.x0 < edge < word.x1 for edge in parted_at)]
    across = [word for word in words if any(top <= word.middle <= bottom for top, bottom in spans)]
    apart = set(map(id, across))
    columns: list[list[Word]] = [[] for _ in range(len(parted_at) + 1)]
    for word in words:
        if id(word) not in apart:
            columns[sum(word.x0 >= edge for edge in parted_at)].append(word)
    return _woven([_lines(column, page) for column in columns], _lines(across, page))


def _lines(words: list[Word], page: int) -> list[Line]:
    """Group words that stand at the same height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if rows and abs(word.middle - rows[-1][0].middle) <= 0.5 * max(word.size, 1.0):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(sorted(row, key=lambda word: word.x0)), page) for row in rows]


def _woven(columns: list[list[Line]], across: list[Line]) -> list[Line]:
    """Put the columns' lines in order, those above a line that spans the page before it."""
    ordered: list[Line] = []
    for bar in [*across, None]:
        for column in columns:
            above = [line for line in column if bar is None or line.top < bar.top]
            ordered += above
            del column[: len(above)]
        if bar is not None:
            ordered.append(bar)
    return ordered
