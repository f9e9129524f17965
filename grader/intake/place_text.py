"""Read a place such as `1`, `2nd choice` or `Rank 3`."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?:rank|place|position|choice|no\.?|#|第)?\s*([1-9]\d{0,3})\s*(?:st|nd|rd|th|名|位|志願|志愿)?"
    r"\s*(?:choice|place|rank)?\s*(?:\(.*\))?",
    re.ASCII | re.IGNORECASE,
)
_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def place_text(text: str) -> int | None:
    """Return the place that a text means, 1 for the best; None where it means none."""
    found = _NUMBER.fullmatch(text.strip())
    if found:
        return int(found[1])
    word = re.sub(r"\s+(choice|place|rank)$", "", text.strip().lower())
    return _WORDS.index(word) + 1 if word in _WORDS else None
