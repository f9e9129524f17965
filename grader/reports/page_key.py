"""A name for what something in a page is made from: another as soon as any of it, or the program, is another."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

_SUFFIXES: Final = frozenset({".py", ".j2", ".css", ".js", ".mo"})
_LIBRARIES: Final = ("jinja2", "markdown-it-py", "markupsafe", "nh3", "numpy")


def page_key(*stated: object) -> str:
    """Return a hash of these values, whose `repr` says them whole, and of the program."""
    text = "\n".join(one if isinstance(one, str) else repr(one) for one in stated)
    return hashlib.sha256(f"{_program()}\n{text}".encode("utf-8", "backslashreplace")).hexdigest()


@cache  # a constant: the program does not change while it runs
def _program() -> str:
    """Return a hash of whatever shapes a page: all our code, templates and catalogues, and the libraries that fill them."""
    package = Path(__file__).parents[1]
    files = sorted(path for path in package.rglob("*") if path.suffix in _SUFFIXES)
    digests = [hashlib.sha256(path.read_bytes()).digest() for path in files]
    others = [sys.version, *(version(name) for name in _LIBRARIES)]
    return hashlib.sha256(b"".join([*digests, *(text.encode() for text in others)])).hexdigest()
