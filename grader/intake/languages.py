"""Which languages reports can be written in: English, and each that has a catalogue."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Final

ENGLISH: Final = "en"
LOCALES: Final = Path(__file__).resolve().parent.parent / "locale"


def languages() -> tuple[str, ...]:
    """Return the languages' codes as web pages write them (BCP 47): 'de', 'en', 'zh-Hant'."""
    return tuple(sorted({ENGLISH, *(file.parent.parent.name for file in LOCALES.glob("*/LC_MESSAGES/grader.mo"))}))


@cache  # a constant: the file is part of the program
def catalogue(code: str) -> gettext.NullTranslations:
    """Return a language's catalogue. Raises ValueError where there is none of that code."""
    if code not in languages():
        raise ValueError(f"there is no catalogue for {code!r}")
    if code == ENGLISH:
        return gettext.NullTranslations()
    with (LOCALES / code / "LC_MESSAGES" / "grader.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
