"""Say what is the same on every page when a template is compiled, not on every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, cast

from jinja2.ext import Extension
from markupsafe import escape

_CONSTANT: Final = re.compile(r'\{\{ (say|say_text)\("([^"\\{}]*)"\) \}\}')
_MEANS_MORE: Final = frozenset("{}")  # to Jinja, in the text of a template


class ConstantMessages(Extension):
    """Puts messages that hold no value into the template as its environment would say them on the page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template's source with those messages said."""
        del name, filename  # the same in every template
        return _CONSTANT.sub(self._said, source)

    def _said(self, found: re.Match[str]) -> str:
        environment = self.environment
        say = cast("Callable[[str], object]", environment.globals[found[1]])
        said = say(found[2])
        shown = environment.finalize(said) if environment.finalize else said
        text = str(escape(shown)) if environment.autoescape else str(shown)
        return found[0] if _MEANS_MORE & set(text) else text
