"""Write tests from outside for what a teacher marks: `### AUTOTEST softmax(rng.normal(size=(8, 10)))`.

The expected answers stand nowhere: while a student is graded, the reference solution is asked the same question behind a wall
of its own, with inputs drawn anew for each student.
"""

from __future__ import annotations

import ast
import re

from grader.assignments.cell import Cell, Kind
from grader.assignments.source import Source
from grader.core.errors import InputError

MARK = re.compile(r"^[ \t]*### AUTOTEST(?P<options>(?: \w+=\S+)*) (?P<asked>\S.*)$", re.MULTILINE)
_OPTIONS = ("points", "rtol", "atol")
_NUMBER = re.compile(r"\d+(\.\d+)?(e-?\d+)?")
_HEAD = '''\
"""Written by grader assignment autotest from the marks in {source}; write your own tests into tests.py."""

import numpy as np
import pytest

from grader.exercises import same
'''


def autotests(source: Source) -> str:
    """Return the test file for every mark in the notebook's cells of tests.

    Raises:
        InputError: with the cell, when a mark is no call and no name, or its options are not points, rtol and atol.
    """
    tests = [
        _test(source, cell, number, mark)
        for cell in source.of((Kind.TESTS,))
        for number, mark in enumerate(MARK.finditer(cell.source), 1)
    ]
    if not tests:
        hint = "write ### AUTOTEST softmax(rng.normal(size=(8, 10))) into a cell of tests"
        raise InputError("no cell of tests holds an AUTOTEST", file=source.path, hint=hint)
    return _HEAD.format(source=source.path.name) + "".join(tests)


def _test(source: Source, cell: Cell, number: int, mark: re.Match[str]) -> str:
    asked = mark["asked"].strip()
    options = _options(source, cell, mark["options"])
    points = options.pop("points", "1")
    closeness = "".join(f", {name}={value}" for name, value in options.items())
    given, question = _question(source, cell, asked)
    name = f"test_{re.sub(r'[^A-Za-z0-9_]', '_', cell.grade_id)}_{number}"
    body = f"    given, named = {given}\n" if given else ""
    arguments = "kernel, reference, rng" if given else "kernel, reference"
    return (
        f"\n\n@pytest.mark.points({points})\ndef {name}({arguments}):\n    {asked!r}\n{body}"
        f"    same(kernel.{question}, reference.{question}{closeness})\n"
    )


def _question(source: Source, cell: Cell, asked: str) -> tuple[str, str]:
    """Return the arguments as an expression ('' for none), and the question to both notebooks."""
    try:
        node = ast.parse(asked, mode="eval").body
    except SyntaxError:
        raise _wrong(source, cell, f"{asked!r} is no Python") from None
    function = _dotted(node.func) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and function and all(keyword.arg for keyword in node.keywords):
        given = "".join(f"{ast.unparse(argument)}, " for argument in node.args)
        named = ", ".join(f"{keyword.arg!r}: {ast.unparse(keyword.value)}" for keyword in node.keywords)
        return f"({given}), {{{named}}}", f'call("{function}", *given, **named)'
    if name := _dotted(node):
        return "", f'value("{name}")'
    raise _wrong(source, cell, f"{asked!r} is neither a call of the notebook's function nor a name")


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    before = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{before}.{node.attr}" if isinstance(node, ast.Attribute) and before else ""


def _options(source: Source, cell: Cell, text: str) -> dict[str, str]:
    options = dict(word.split("=", 1) for word in text.split())
    for name, value in options.items():
        if name not in _OPTIONS or not _NUMBER.fullmatch(value):
            raise _wrong(source, cell, f"the option {name}={value} is none of an AUTOTEST")
    return options


def _wrong(source: Source, cell: Cell, what: str) -> InputError:
    hint = "such as ### AUTOTEST points=2 rtol=1e-6 softmax(rng.normal(size=(8, 10)))"
    return InputError(f"cell {cell.number} ({cell.grade_id}): {what}", file=source.path, hint=hint)
