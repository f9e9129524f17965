"""Values that pages show again and again as HTML: a state, points, what is not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from markupsafe import Markup, escape

from grader.reports.language import Language
from grader.reports.number_text import plain_text, points_text
from grader.reports.words import words


@dataclass(frozen=True, eq=False)
class HtmlValues:
    """Says values in a language, as HTML. Templates call these far more often than anything else, so they are no macros."""

    spoken: Language

    @cached_property
    def unknown(self) -> Markup:
        """A dash for the eye, and words for who hears the page."""
        return Markup('<span aria-hidden="true">—</span><span class="sr">{}</span>').format(self.spoken.say("not known yet"))

    @lru_cache(maxsize=1024)  # noqa: B019 - a page shows the same few states over and over, and there is one of this a language
    def chip(self, state: str) -> Markup:
        """Return a state or a status in the colour of its tone."""
        said = words(state)  # shown there, where it came from outside
        text = self.spoken.say(said.text) if said.ours else said.text
        return Markup('<span class="chip {}">{}</span>').format(said.tone, text)

    def known(self, points: Decimal | None) -> Markup | str:
        """Return points or a percentage, or what says that they are not known."""
        return self.unknown if points is None else points_text(points)

    def out_of(self, points: Decimal | None, maximum: Decimal) -> Markup:
        """Return points with the most there can be."""
        return Markup(f'{self.known(points)}\n <span class="of">/ {escape(plain_text(maximum))}</span>')  # noqa: S704 - numbers and our own words
