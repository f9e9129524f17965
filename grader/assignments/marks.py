"""The lines in a cell of tests that ask for a test to be written: `### AUTOTEST softmax(rng.normal(size=(8, 10)))`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"^[ \t]*#[# \t]*(?:HASHED )?AUTOTEST\b(?P<options>(?: \w+=\S+)*)(?P<asked>.*)$")


@dataclass(frozen=True)
class Mark:
    """One such line: its options as they stand there, what it asks, and whether it stands among hidden tests."""

    options: dict[str, str]
    asked: str
    hidden: bool = False


def marks(text: str) -> list[Mark]:
    """Return the marks in a cell's text, as nbgrader writes them too (`# HASHED AUTOTEST a; b`)."""
    found, hidden = [], False
    for line in text.split("\n"):
        if "BEGIN HIDDEN TESTS" in line or "END HIDDEN TESTS" in line:
            hidden = "BEGIN" in line
        elif match := _MARK.match(line):
            options = dict(word.split("=", 1) for word in match["options"].split())
            found.append(Mark(options, match["asked"].strip(), hidden))
    return found


def without_marks(text: str) -> str:
    """Return the text without those lines."""
    return "\n".join(line for line in text.split("\n") if not _MARK.match(line))
