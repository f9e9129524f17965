"""The words of a PDF page, with where they stand and how they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_MOST = 20_000
_BOLD = ("bold", "black", "heavy", "semibold", "medi", "cmbx")
_ITALIC = ("italic", "oblique", "ital", "cmti")


@dataclass(frozen=True)
class Word:
    """A word; lengths are in points from the page's left and top edge."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    font: str

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2

    @property
    def bold(self) -> bool:
        """Whether its font's name says that it is bold."""
        return any(mark in self.font.lower() for mark in _BOLD)

    @property
    def leaning(self) -> bool:
        """Whether its font's name says that it is italic."""
        return any(mark in self.font.lower() for mark in _ITALIC)


def page_words(page: Any) -> list[Word]:
    """Return the upright words of a pdfplumber page in the order of the file, at most 20,000."""
    found = page.extract_words(x_tolerance_ratio=0.2, extra_attrs=["fontname", "size", "upright"])
    return [_word(one) for one in found[:_MOST] if one["upright"]]


def _word(found: dict[str, Any]) -> Word:
    x0, x1, top, bottom = (float(found[edge]) for edge in ("x0", "x1", "top", "bottom"))
    return Word(str(found["text"])[:200], x0, x1, top, bottom, float(found["size"]), str(found["fontname"]))


def usual_size(words: list[Word]) -> float:
    """Return the size in points that most characters have, 0 where there are none."""
    counts: dict[float, int] = {}
    for word in words:
        size = round(word.size, 1)
        counts[size] = counts.get(size, 0) + len(word.text)
    return max(counts, key=lambda size: counts[size], default=0.0)
