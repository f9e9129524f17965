"""The Jinja environments of the reports: whatever a template prints has been made fit to show first."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.core.show import show
from grader.core.slug import slug
from grader.intake.languages import ENGLISH
from grader.reports.constant_messages import ConstantMessages
from grader.reports.html_values import HtmlValues
from grader.reports.inlined import inlined
from grader.reports.language import Language, language
from grader.reports.measured_text import measured_text
from grader.reports.number_text import plain_text, points_text, range_text, seconds_text, share_text
from grader.reports.reason_text import reason_text
from grader.reports.words import words

_LONGEST = 400
_SHORT = 48
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]#|~$@])")
_MEANS_MORE: Final = re.compile(r"[\\`*_\[\]#|~$@&<>:.]")  # all that is escaped, in whatever context
_LINKS: Final = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


@cache  # a constant: compiling the templates for every page takes longer than filling them
def page_environment(code: str = ENGLISH) -> Environment:
    """Return the environment of HTML pages in a language: every value is shown by `show`, then escaped.

    A missing name is an error. `say` and `count` give a message with its values apart from the text's direction (`<bdi>`);
    `say_text` and `count_text` give it bare, for attributes.
    """
    environment = Environment(
        loader=PackageLoader("grader.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates are part of the program
        extensions=[ConstantMessages],
        finalize=_shown,
    )
    spoken = language(code)
    environment.globals |= {
        "css": inlined("report.css"),
        "early": inlined("early.js"),
        "script": inlined("report.js"),
        "say": lambda message, **values: _marked(spoken.catalogue.gettext(message), values),
        "count": lambda one, many, number, **values: _marked(
            spoken.catalogue.ngettext(one, many, number), {"n": spoken.whole(number), **values}
        ),
    }
    _add_language(environment, spoken)
    html = HtmlValues(spoken)
    environment.globals["unknown"] = html.unknown
    environment.filters |= {"chip": html.chip, "known": html.known, "out_of": html.out_of}
    return environment


@cache
def markdown_environment(code: str = ENGLISH) -> Environment:
    """Return the environment of Markdown files: every value is shown by `show`, then escaped for Markdown and HTML."""
    environment = Environment(
        loader=PackageLoader("grader.reports", "templates"),
        autoescape=False,  # noqa: S701 - `finalize` escapes for Markdown, which HTML escaping would not
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates are part of the program
        extensions=[ConstantMessages],
        finalize=_escaped_for_markdown,
    )
    spoken = language(code)
    environment.globals |= {"say": spoken.say, "count": spoken.count}
    _add_language(environment, spoken)
    return environment


@cache
def text_environment(code: str = ENGLISH) -> Environment:
    """Return the environment of plain text, for mails: every value is shown by `show`, on one line, and escaped no further."""
    environment = Environment(
        loader=PackageLoader("grader.reports", "templates"),
        autoescape=False,  # noqa: S701 - nobody renders it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates are part of the program
        extensions=[ConstantMessages],
        finalize=_shown,
    )
    spoken = language(code)
    environment.globals |= {"say": spoken.say, "count": spoken.count}
    _add_language(environment, spoken)
    return environment


def _add_language(environment: Environment, spoken: Language) -> None:
    environment.globals |= {"say_text": spoken.say, "count_text": spoken.count, "whole": spoken.whole, "lang": spoken.code}
    environment.filters |= {
        "points": points_text,
        "plain": plain_text,
        "share": share_text,
        "range": range_text,
        "seconds": seconds_text,
        "words": words,
        "short": _short,
        "slug": slug,
        "reason": lambda text: reason_text(text, spoken),
        "measured": lambda score, criterion: measured_text(score, criterion, spoken),
    }


def _marked(template: str, values: dict[str, Any]) -> Markup:
    """Return a message of ours with values from outside in it; only a message with values is a pattern to be filled."""
    if not values:
        return _safe(template)
    return Markup(str(_safe(template)).format(**{name: str(_apart(value)) for name, value in values.items()}))  # noqa: S704 - both escaped


@lru_cache(maxsize=4096)  # a page says the same few hundred messages of ours over and over
def _safe(message: str) -> Markup:
    return escape(message)


def _apart(value: object) -> Markup:
    shown = _shown(value)
    return shown if isinstance(shown, Markup) else Markup(f"<bdi>{escape(shown)}</bdi>")  # noqa: S704 - escaped


def _short(text: str) -> str:
    return show(text, _SHORT)


def _shown(value: object) -> object:
    if type(value) is int or isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError("a report tried to print something unknown as if it were known")
    return show(value, _LONGEST)


def _escaped_for_markdown(value: object) -> str:
    text = str(_shown(value))
    return _for_markdown(text) if _MEANS_MORE.search(text) else text


@lru_cache(maxsize=4096)  # titles and sentences of ours come again in every group's file
def _for_markdown(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINKS.sub(lambda found: "\\" + found[0], _MARKDOWN.sub(r"\\\1", text))
