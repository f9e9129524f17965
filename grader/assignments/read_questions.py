"""Find the questions in a file: a test file of OK's or Otter's, or a notebook that carries Otter's tests."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.assignments.question import Question
from grader.assignments.read_ok_test import read_ok_test
from grader.assignments.read_otter_test import is_otter_test, read_otter_test
from grader.core.errors import InputError
from grader.intake.read_text import read_text


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the file's questions, none where it is a file for pytest, or a notebook without tests. No file is executed.

    Raises:
        InputError: with the file (and line or case), when it is such a file and wrong.
    """
    if path.suffix == ".ipynb":
        return tuple(_in_notebook(path, tests) for tests in carried_tests(json.loads(read_text(path))).items())
    question = _in_python(path, path.stem, read_text(path))
    return (question,) if question else ()


def carried_tests(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the tests in a notebook's metadata, by name, as Otter puts them there."""
    metadata = document.get("metadata")
    otter = metadata.get("otter") if isinstance(metadata, Mapping) else None
    tests = otter.get("tests") if isinstance(otter, Mapping) else None
    return tests if isinstance(tests, Mapping) else {}


def _in_notebook(path: Path, test: tuple[str, Any]) -> Question:
    name, spec = test
    if not isinstance(spec, str):
        return read_ok_test(path, name, spec, otter=True)
    question = _in_python(path, name, spec)
    if question is None:
        raise InputError(f"the test {name} in the notebook's metadata is none of Otter's", file=path)
    return question


def _in_python(path: Path, name: str, text: str) -> Question | None:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None  # pytest says what is wrong with it
    if is_otter_test(tree):
        return read_otter_test(path, name, tree)
    values = {
        to.id: node.value for node in tree.body if isinstance(node, ast.Assign) for to in node.targets if isinstance(to, ast.Name)
    }
    if not isinstance(values.get("test"), ast.Dict):
        return None
    try:
        spec = ast.literal_eval(values["test"])
    except ValueError:
        hint = "write its points and cases as plain texts and numbers"
        raise InputError("the dictionary test must be written out", file=path, line=values["test"].lineno, hint=hint) from None
    mark = values.get("OK_FORMAT")
    return read_ok_test(path, name, spec, otter=isinstance(mark, ast.Constant) and mark.value is True)
