"""Read the Python of a project: a notebook's cells, and the files that may define a network."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from cell_source import NotPython, parse_cell

_CELLS, _SCRIPTS = 2000, 20
_BYTES = 200_000
_WRONG_LINES = 30
_BUILDS = (b"Sequential", b"Model(")


def cells(path: Path) -> Iterator[tuple[str, ast.Module]]:
    """Yield the place ('cell 4') and the code of each code cell that is Python. Raises OSError or ValueError for no notebook."""
    for index, cell in enumerate(json.loads(path.read_bytes())["cells"][:_CELLS]):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            yield from _code(f"cell {index + 1}", "".join(map(str, source)) if isinstance(source, list) else str(source))


def scripts(project: Path) -> Iterator[tuple[str, ast.Module]]:
    """Yield path and code of the project's Python files that speak of Keras's models, those in the fewest folders first."""
    files = [path for path in project.rglob("*.py") if path.is_file() and path.stat().st_size <= _BYTES]
    bodies = [
        (path.relative_to(project).as_posix(), path.read_bytes()) for path in sorted(files, key=lambda p: (len(p.parts), p))
    ]
    some = [(name, body) for name, body in bodies if b"keras" in body and any(word in body for word in _BUILDS)]
    for name, body in some[:_SCRIPTS]:
        yield from _code(name, body.decode("utf-8", "replace"))


def _code(place: str, source: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield the code, without lines that are no Python: `print x` of Python 2, or what a slip left."""
    for _ in range(_WRONG_LINES):
        try:
            tree = parse_cell(source)
        except NotPython as reason:
            line = getattr(reason.__cause__, "lineno", None)
            lines = source.split("\n")
            if not isinstance(line, int) or not 0 < line <= len(lines) or lines[line - 1].strip() == "pass":
                return
            indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
            source = "\n".join([*lines[: line - 1], " " * indent + "pass", *lines[line:]])
        else:
            if tree is not None:
                yield place, tree
            return
