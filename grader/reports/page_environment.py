"""The Jinja environments of the reports: whatever a template prints has been made fit to show first."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.core.show import show
from grader.reports.measured_text import measured_text
from grader.reports.number_text import minutes_text, plain_text, points_text, range_text, seconds_text, share_text
from grader.reports.words import words

_LONGEST = 400
_SHORT = 48
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]#|~$@])")
_LINKS: Final = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


@cache  # a constant: compiling the templates for every page takes longer than filling them
def page_environment() -> Environment:
    """Return the environment of HTML pages: every value is shown by `show`, then escaped; a missing name is an error."""
    environment = Environment(
        loader=PackageLoader("grader.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    css = files("grader.reports").joinpath("templates/report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    environment.globals |= {"css": Markup(css), "css_digest": Markup(digest)}  # noqa: S704 - both are our own file
    _add_filters(environment)
    return environment


@cache
def markdown_environment() -> Environment:
    """Return the environment of Markdown files: every value is shown by `show`, then escaped for Markdown and HTML."""
    environment = Environment(
        loader=PackageLoader("grader.reports", "templates"),
        autoescape=False,  # noqa: S701 - `finalize` escapes for Markdown, which HTML escaping would not
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_escaped_for_markdown,
    )
    _add_filters(environment)
    return environment


@cache
def text_environment() -> Environment:
    """Return the environment of plain text, for mails: every value is shown by `show`, on one line, and escaped no further."""
    environment = Environment(
        loader=PackageLoader("grader.reports", "templates"),
        autoescape=False,  # noqa: S701 - nobody renders it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    _add_filters(environment)
    return environment


def _add_filters(environment: Environment) -> None:
    environment.filters |= {
        "points": points_text,
        "plain": plain_text,
        "share": share_text,
        "range": range_text,
        "seconds": seconds_text,
        "minutes": minutes_text,
        "words": words,
        "short": _short,
        "measured": measured_text,
    }


def _short(text: str) -> str:
    return show(text, _SHORT)


def _shown(value: object) -> object:
    if isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError("a report tried to print something unknown as if it were known")
    return show(value, _LONGEST)


def _escaped_for_markdown(value: object) -> str:
    text = str(_shown(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINKS.sub(lambda found: "\\" + found[0], _MARKDOWN.sub(r"\\\1", text))
