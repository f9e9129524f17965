"""The language a report is written in."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache

from grader.intake.languages import ENGLISH, catalogue

_NARROW_BLANK = "\u202f"


@dataclass(frozen=True, eq=False)
class Language:
    """A language by its code ('zh-Hant') and its catalogue; what the catalogue lacks is said in English."""

    code: str
    catalogue: gettext.NullTranslations

    def say(self, message: str, /, **values: object) -> str:
        """Return the message in this language with `{name}` replaced by the value of that name."""
        text = self.catalogue.gettext(message)
        return text.format(**values) if values else text

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the message for so many things; `{n}` in it becomes the number."""
        return self.catalogue.ngettext(one, many, number).format(n=self.whole(number), **values)

    def whole(self, number: int) -> str:
        """Return a whole number with its thousands apart: a comma in English, a narrow blank elsewhere, where commas mislead."""
        text = f"{number:,}"
        return text if self.code == ENGLISH else text.replace(",", _NARROW_BLANK)


@cache  # a constant: the catalogue is part of the program
def language(code: str = ENGLISH) -> Language:
    """Return the language of that code. Raises ValueError where there is no catalogue for it."""
    return Language(code, catalogue(code))
