"""Write tests from outside for what a teacher marks: `### AUTOTEST softmax(rng.normal(size=(8, 10)))`.

The expected answers stand nowhere: while a student is graded, the reference solution is asked the same question behind a wall
of its own, with inputs drawn anew for each student.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from grader.assignments.cell import Cell, Kind
from grader.assignments.marks import Mark, marks
from grader.assignments.source import Source
from grader.core.errors import InputError

_OPTIONS = ("points", "rtol", "atol")
_NUMBER = re.compile(r"\d+(\.\d+)?(e-?\d+)?")
_DRAWN = {"rng", "np"}
_HEAD = '''\
"""Written by grader assignment autotest from the marks in {source}; write your own tests into tests.py."""

import numpy as np
import pytest

from grader.exercises import same
'''


def autotests(source: Source) -> str:
    """Return the test file for every mark in the notebook's cells of tests.

    Where no mark of a cell names points, the marks of the cell are one test that earns the cell's points.

    Raises:
        InputError: with the cell, when a mark is no expression, or its options are not points, rtol and atol.
    """
    tests = [test for cell in source.of((Kind.TESTS,)) for test in _tests(source, cell)]
    if not tests:
        hint = "write ### AUTOTEST softmax(rng.normal(size=(8, 10))) into a cell of tests"
        raise InputError("no cell of tests holds an AUTOTEST", file=source.path, hint=hint)
    return _HEAD.format(source=source.path.name) + "".join(tests)


def _tests(source: Source, cell: Cell) -> Iterator[str]:
    found, name = marks(cell.source), f"test_{re.sub(r'[^A-Za-z0-9_]', '_', cell.grade_id)}"
    if cell.earned_by_marks:
        yield _test(source, cell, name, f"{cell.points}", found)
    else:
        for number, mark in enumerate(found, 1):
            yield _test(source, cell, f"{name}_{number}", mark.options.get("points", "1"), [mark])


def _test(source: Source, cell: Cell, name: str, points: str, found: list[Mark]) -> str:
    lines = [line for mark in found for line in _lines(source, cell, mark)]
    title = "; ".join(mark.asked.rstrip("; ") for mark in found)
    hidden = "@pytest.mark.hidden\n" if all(mark.hidden for mark in found) else ""
    arguments = "kernel, reference, rng" if any("rng" in line for line in lines) else "kernel, reference"
    body = "".join(f"    {line}\n" for line in lines)
    return f"\n\n@pytest.mark.points({points})\n{hidden}def {name}({arguments}):\n    {title!r}\n{body}"


def _lines(source: Source, cell: Cell, mark: Mark) -> Iterator[str]:
    """Yield the lines of a test that put what the mark asks to both notebooks."""
    for name, value in mark.options.items():
        if name not in _OPTIONS or not _NUMBER.fullmatch(value):
            raise _wrong(source, cell, f"the option {name}={value} is none of an AUTOTEST")
    closeness = "".join(f", {name}={value}" for name, value in mark.options.items() if name != "points")
    for node in _asked(source, cell, mark):
        given, question = _question(source, cell, node)
        if given:
            yield f"given, named = {given}"
        yield f"same(kernel.{question}, reference.{question}{closeness})"


def _asked(source: Source, cell: Cell, mark: Mark) -> list[ast.expr]:
    try:
        nodes = ast.parse(mark.asked).body
    except SyntaxError:
        raise _wrong(source, cell, f"{mark.asked!r} is no Python") from None
    if not nodes or not all(isinstance(node, ast.Expr) for node in nodes):
        raise _wrong(source, cell, f"{mark.asked!r} is no expression")
    return [node.value for node in nodes if isinstance(node, ast.Expr)]


def _question(source: Source, cell: Cell, node: ast.expr) -> tuple[str, str]:
    """Return the arguments as an expression ('' for none), and the question to both notebooks.

    A function of the notebook is called with inputs drawn outside; anything else is computed in the notebook's own words.
    """
    called = _dotted(node.func) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and called and not hasattr(builtins, called) and _names(node.args, node.keywords) <= _DRAWN:
        given = "".join(f"{ast.unparse(argument)}, " for argument in node.args)
        named = ", ".join(f"{keyword.arg!r}: {ast.unparse(keyword.value)}" for keyword in node.keywords)
        return f"({given}), {{{named}}}", f'call("{called}", *given, **named)'
    if "rng" in _names([node], ()):
        what = f"{ast.unparse(node)!r} mixes rng with what the notebook defines"
        raise _wrong(source, cell, what + ": rng may stand among the arguments of a function of the notebook")
    if name := _dotted(node):
        return "", f'value("{name}")'
    kind = ".__name__" if called == "type" else ""  # a class is no data, its name is
    return "", f"evaluate({ast.unparse(node) + kind!r})"


def _names(nodes: list[ast.expr], keywords: list[ast.keyword] | tuple[()]) -> set[str]:
    """Return the names that expressions use; a keyword that unpacks counts as one that is not known."""
    every = [*nodes, *(keyword.value for keyword in keywords)]
    unpacked = {"**" for keyword in keywords if keyword.arg is None} | {"*" for node in nodes if isinstance(node, ast.Starred)}
    return unpacked | {inner.id for node in every for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    before = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{before}.{node.attr}" if isinstance(node, ast.Attribute) and before else ""


def _wrong(source: Source, cell: Cell, what: str) -> InputError:
    hint = "such as ### AUTOTEST points=2 rtol=1e-6 softmax(rng.normal(size=(8, 10)))"
    return InputError(f"cell {cell.number} ({cell.grade_id}): {what}", file=source.path, hint=hint)
