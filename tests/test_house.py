"""What no linter here asks: the walls of the house, its sizes, and that entering it costs nothing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "grader"
INSIDE = HOUSE / "sandbox" / "inside"
FILES = sorted(HOUSE.rglob("*.py"))
HEAVY = ("tensorflow", "keras", "pandas", "sklearn", "scipy", "matplotlib", "distributed", "git", "h5py", "nbclient")
AT_MOST_LINES, AT_MOST_FUNCTION = 300, 60


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("file", [file for file in FILES if file.is_relative_to(INSIDE)], ids=lambda file: file.name)
def test_what_runs_in_the_sandbox_imports_nothing_of_the_grader(file: Path) -> None:
    assert [name for name in _imports(file) if name.startswith(("grader", "."))] == []


def test_nothing_of_the_grader_imports_what_runs_in_the_sandbox() -> None:
    programs = {file.stem for file in INSIDE.glob("*.py")}
    inward = {
        str(file): found
        for file in FILES
        if not file.is_relative_to(INSIDE)
        and (found := [name for name in _imports(file) if name in programs or name.startswith("grader.sandbox.inside")])
    }
    assert inward == {}


def test_no_file_is_too_long() -> None:
    long = {str(file): lines for file in FILES if (lines := len(file.read_text(encoding="utf-8").splitlines())) > AT_MOST_LINES}
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{file}:{node.lineno} {node.name}": lines
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > AT_MOST_FUNCTION
    }
    assert long == {}


def test_no_suppression_stands_without_its_reason() -> None:
    bare = [
        f"{file}:{number}"
        for file in FILES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for mark in ("noqa:", "type: ignore[")
        if f"# {mark}" in line and not _has_reason(line.partition(f"# {mark}")[2])
    ]
    assert bare == []


def _has_reason(rest: str) -> bool:
    """A reason is words behind the codes; where two marks share a line, the last one's serves both."""
    return re.search(r" - |  # |  [a-z]", rest) is not None


@pytest.mark.parametrize("module", ["grader", "grader.cli.app", "grader.core.scores", "grader.cli.commands"])
def test_entering_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}} & {set(HEAVY)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_importing_the_package_leaves_the_world_as_it_was(tmp_path: Path) -> None:
    code = """
import os, signal, sys, threading, logging, warnings
before = (dict(os.environ), os.getcwd(), signal.getsignal(signal.SIGINT), threading.active_count(), len(warnings.filters))
import grader, grader.cli.app
after = (dict(os.environ), os.getcwd(), signal.getsignal(signal.SIGINT), threading.active_count(), len(warnings.filters))
assert before == after, (before, after)
assert not logging.getLogger().handlers
"""
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    assert list(tmp_path.iterdir()) == []
