"""Read a test file in OK's format, as OK and Otter write it: a dictionary called `test`, with doctest's examples in it."""

from __future__ import annotations

import doctest
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

from grader.assignments.case_points import case_points
from grader.assignments.question import Case, Examples, Question
from grader.core.errors import InputError
from grader.core.exact import exact
from grader.core.show import show

_LESSONS = ("concept", "wwpp")  # OK grades them only where the file says so
_NOTE = re.compile(r"^\s*# (?:explanation|choice): .*$\n?", re.MULTILINE)
_LOCKED = re.compile(r"^\s*#\s*locked\s*$", re.MULTILINE)


def read_ok_test(path: Path, name: str, spec: Any, *, otter: bool) -> Question:
    """Return the question in `spec`, the value of `test`.

    With `otter` the file has one suite, whose cases share the points, and what a case defines stays for the next; else each
    scored suite earns an equal part, if all its cases pass. What is not scored is left out, where anything is.

    Raises:
        InputError: with the file and the case, when it is another kind of test, locked, or no examples.
    """
    reader = _Reader(path, name)
    if not isinstance(spec, Mapping) or not isinstance(spec.get("suites"), list):
        raise reader.wrong("the test has no list of suites")
    suites = reader.graded(spec["suites"], all_of_them=otter)
    title = show(spec.get("name", name), 200)
    if not otter:
        points = reader.number(spec.get("points", 1)) or Fraction(0)
        cases = [_whole(reader, suite, number, len(suites)) for number, suite in enumerate(suites, 1)]
        return Question(name, title, points, tuple(cases))
    if len(suites) > 1:
        raise reader.wrong("Otter's tests have one suite", "write a file for each")
    return _otter(reader, spec, suites[0], title)


def _otter(reader: _Reader, spec: Mapping[str, Any], suite: Mapping[str, Any], title: str) -> Question:
    listed = [case for case in suite["cases"] if isinstance(case, Mapping)]
    points = spec.get("points")
    if isinstance(points, list):
        if len(points) != len(listed):
            raise reader.wrong(f"it lists points for {len(points)} cases and has {len(listed)}")
        total, given = None, [reader.number(value) for value in points]
    else:
        total, given = reader.number(points), [reader.number(case.get("points")) for case in listed]
    try:
        worth = case_points(total, given)
    except ValueError as error:
        raise reader.wrong(str(error)) from None
    whole = sum(worth, Fraction(0))
    cases = [
        Case(
            show(case.get("name") or f"case {number}", 100),
            (reader.examples(case, number, shared=True),),
            share / whole if whole else Fraction(0),
            hidden=case.get("hidden", True) is not False,
            hint=show(case.get("failure_message") or "", 300),
        )
        for number, (case, share) in enumerate(zip(listed, worth, strict=True), 1)
    ]
    return Question(reader.name, title, whole, tuple(cases), spec.get("all_or_nothing") is True)


def _whole(reader: _Reader, suite: Mapping[str, Any], number: int, suites: int) -> Case:
    """Return a suite of OK's as one case: all its cases pass, or it earns nothing."""
    cases = [case for case in suite["cases"] if isinstance(case, Mapping)]
    bodies = tuple(
        reader.examples(case, place, shared=False, setup=str(suite.get("setup") or "")) for place, case in enumerate(cases, 1)
    )
    hidden = all(case.get("hidden") is True for case in cases)
    return Case(f"suite {number}", bodies, Fraction(1, suites), hidden)


class _Reader:
    """Reads parts of one test; every message names the file and the question."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name

    def wrong(self, what: str, hint: str = "") -> InputError:
        return InputError(f"{show(self.name, 60)}: {what}", file=self.path, hint=hint)

    def graded(self, suites: Sequence[Any], *, all_of_them: bool) -> list[Mapping[str, Any]]:
        """Return the suites that earn points: those of doctest that are scored, or all where none is."""
        kinds = [(str(suite.get("type", "doctest")), suite) for suite in map(self.suite, suites)]
        others = {kind for kind, suite in kinds if kind != "doctest" and suite.get("scored", kind not in _LESSONS)}
        if others:
            what = f"a suite of the type {show(min(others), 40)!r} is scored"
            raise self.wrong(what, "suites of the type doctest are graded; set 'scored': False in the other")
        examples = [suite for kind, suite in kinds if kind == "doctest"]
        if not examples:
            raise self.wrong("it has no suite of the type doctest")
        return [suite for suite in examples if suite.get("scored", True) and not all_of_them] or examples

    def suite(self, suite: Any) -> Mapping[str, Any]:
        if not isinstance(suite, Mapping) or not isinstance(suite.get("cases"), Sequence):
            raise self.wrong("a suite has no list of cases")
        return suite

    def number(self, value: Any) -> Fraction | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10_000:
            raise self.wrong(f"points must be a number from 0 to 10000, not {show(value, 40)!r}")
        return exact(value)

    def examples(self, case: Mapping[str, Any], number: int, *, shared: bool, setup: str = "") -> Examples:
        code = case.get("code")
        if not isinstance(code, str):
            raise self.wrong(f"case {number} has no code")
        if case.get("locked") is True or _LOCKED.search(code):
            raise self.wrong(f"case {number} is locked: its answers are hashes", "unlock it with OK's own program")
        found = self.parsed(code, number)
        if not found:
            raise self.wrong(f"case {number} has no line that begins with >>>")
        return Examples((*self.parsed(setup, number), *found), shared)

    def parsed(self, code: str, number: int) -> list[doctest.Example]:
        text = f"{dedent(_NOTE.sub('', code)).strip()}\n"
        try:
            return doctest.DocTestParser().get_examples(text, self.name)
        except ValueError as error:
            raise self.wrong(f"case {number}: {error}", "write it as at Python's prompt: >>> and ...") from None
