"""Read a test file in Otter's own format: functions marked with `@test_case(...)`."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.assignments.case_points import case_points
from grader.assignments.question import Case, Question, TestFunction
from grader.core.errors import InputError
from grader.core.exact import exact
from grader.core.show import show

_SETTINGS = ("name", "points", "hidden", "success_message", "failure_message")


def is_otter_test(tree: ast.Module) -> bool:
    """Say whether a file's code marks functions as Otter does."""
    return next(_marked(tree), None) is not None


def read_otter_test(path: Path, name: str, tree: ast.Module) -> Question:
    """Return the question that the file's functions make up; nothing of the file is run here.

    Raises:
        InputError: with file and line, when what a mark says is not written out, or the points do not add up.
    """
    marked = list(_marked(tree))
    settings = {node: _settings(path, mark) for node, mark in marked}
    total = _points(path, _assigned(tree, "points"), 1)
    given = [_points(path, settings[node].get("points"), node.lineno) for node, _ in marked]
    try:
        worth = case_points(total, given)
    except ValueError as error:
        raise InputError(str(error), file=path) from None
    whole = sum(worth, Fraction(0))
    common = [node for node in tree.body if node not in settings and not _is_otters_import(node)]
    cases = tuple(
        Case(
            show(settings[node].get("name") or node.name, 100),
            (_function(common, node),),
            points / whole if whole else Fraction(0),
            hidden=settings[node].get("hidden") is True,
            hint=show(settings[node].get("failure_message") or "", 300),
        )
        for (node, _), points in zip(marked, worth, strict=True)
    )
    title = show(_assigned(tree, "name") or name, 200)
    return Question(name, title, whole, cases, _assigned(tree, "all_or_nothing") is True)


def _marked(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).rpartition(".")[2] == "test_case":
                    yield node, mark


def _settings(path: Path, mark: ast.Call) -> dict[str, Any]:
    try:
        positional = dict(zip(_SETTINGS, map(ast.literal_eval, mark.args), strict=False))
        return positional | {word.arg: ast.literal_eval(word.value) for word in mark.keywords if word.arg}
    except ValueError:
        raise InputError("what test_case says must be written out", file=path, line=mark.lineno) from None


def _assigned(tree: ast.Module, name: str) -> Any:
    """Return the constant that the file gives a name at its left edge, None where there is none."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            return node.value.value if isinstance(node.value, ast.Constant) else None
    return None


def _points(path: Path, value: Any, line: int) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10_000:
        raise InputError(f"points must be a number from 0 to 10000, not {show(value, 40)!r}", file=path, line=line)
    return exact(value)


def _is_otters_import(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] == "otter"
    return isinstance(node, ast.Import) and all(alias.name.partition(".")[0] == "otter" for alias in node.names)


def _function(common: Sequence[ast.stmt], node: ast.FunctionDef) -> TestFunction:
    """Return the function with what stands around it, without the file's other cases."""
    bare = copy.copy(node)
    bare.decorator_list = []
    text = ast.unparse(ast.Module([*common, bare], type_ignores=[]))
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return TestFunction(text, node.name, tuple(argument.arg for argument in arguments))
