"""A style sheet or script that stands in the page itself, with the hash by which the page's policy admits it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup


@dataclass(frozen=True)
class Inlined:
    """The text to put between the tags, and its `source` for a Content-Security-Policy: 'sha256-…' in quotes."""

    text: Markup
    source: Markup


@cache  # a constant: the file is part of the program
def inlined(name: str, package: str = "grader.reports") -> Inlined:
    """Return one of our own files of a package's templates/ (never anything from outside: it is not escaped)."""
    text = files(package).joinpath(f"templates/{name}").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Inlined(Markup(text), Markup(f"'sha256-{digest}'"))  # noqa: S704 - both are our own
