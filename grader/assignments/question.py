"""A question as OK's and Otter's test files hold it: cases that run in the student's own kernel."""

from __future__ import annotations

from dataclasses import dataclass
from doctest import Example
from fractions import Fraction


@dataclass(frozen=True)
class Examples:
    """A case in the form of doctest: what is typed at the prompt, and what should appear.

    `shared` says whether what it defines stays for the cases behind it, as in Otter, or goes, as in OK.
    """

    examples: tuple[Example, ...]
    shared: bool = True


@dataclass(frozen=True)
class TestFunction:
    """A case in the form of Otter's functions: `text` defines `name`, whose arguments are the notebook's own variables."""

    __test__ = False  # its name begins as a test's does

    text: str
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One case: its share of the question's points (0 to 1), whether students may know it, and what they read if it fails."""

    name: str
    body: tuple[Examples | TestFunction, ...]
    share: Fraction
    hidden: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """One question and what it is worth; with `all_or_nothing` one failed case costs all points."""

    id: str
    title: str
    points: Fraction
    cases: tuple[Case, ...]
    all_or_nothing: bool = False
