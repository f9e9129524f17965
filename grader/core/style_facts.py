"""What a style checker says of a notebook's code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """How often a rule of pycodestyle ('E501') is broken, and the first place: 'cell 3, line 2: line too long'."""

    code: str
    count: int
    first: str


@dataclass(frozen=True)
class StyleFacts:
    """The code of one notebook: `lines` that are not blank, in the cells that hold Python, and the rules they break."""

    lines: int
    violations: tuple[Violation, ...] = ()
