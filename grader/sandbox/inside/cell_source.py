"""Turn a notebook cell's text into a Python syntax tree, IPython's own commands left out."""

from __future__ import annotations

import ast
import re
import warnings

_LONGEST = 500_000
_PYTHON_CELL = {"time", "timeit", "capture", "prun", "python", "python3", "tensorflow_version", "matplotlib"}
_RUNS_PYTHON = re.compile(r"^(\s*)(?:[\w.]+\s*=\s*)?%(?:time|timeit|prun)\s+(?!-)(.*)$")
_COMMAND = re.compile(r"^(\s*)(?:[\w.,\s]+=\s*)?[%!]")
_HELP = re.compile(r"^(\s*)\??[\w.]+\?{1,2}\s*$|^(\s*)\?{1,2}[\w.]+\s*$")


class NotPython(Exception):  # noqa: N818 - a finding about the cell, not an accident
    """The cell does not parse; the sentence says why."""


def parse_cell(source: str) -> ast.Module | None:
    """Return the tree of a code cell, None for a cell in another language (`%%bash`). Raises NotPython."""
    if len(source) > _LONGEST:
        raise NotPython("is too long to be looked at")
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        if first[2:].split(" ")[0].strip() not in _PYTHON_CELL:
            return None
        source = rest
    try:
        return _parse(source)
    except SyntaxError:
        pass  # most often a line that only IPython understands
    try:
        return _parse("\n".join(map(_plain_line, source.split("\n"))))
    except SyntaxError as error:
        raise NotPython(f"is not valid Python (line {error.lineno or '?'})") from error


def _parse(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes in the student's strings
        try:
            return ast.parse(source)
        except (RecursionError, MemoryError) as error:
            raise NotPython("is nested too deeply") from error
        except ValueError as error:
            raise NotPython("holds characters that no program has") from error


def _plain_line(line: str) -> str:
    if python := _RUNS_PYTHON.match(line):
        return python[1] + python[2]
    if command := _COMMAND.match(line) or _HELP.match(line):
        return next((indent for indent in command.groups() if indent), "") + "pass"
    return line
