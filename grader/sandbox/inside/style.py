"""Check the style of a notebook's code with ruff's pycodestyle rules, without running any of it.

It reads a hostile file with a native program, so it runs inside a sandbox.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cell_source import NotPython, parse_cell

_CELLS, _LINES, _CHARACTERS = 2000, 50_000, 2_000_000
_KINDS = 60
_RULES = ("check", "--isolated", "--no-cache", "--preview", "--select", "E,W", "--line-length", "79", "--quiet")
_OUTPUT = ("--exit-zero", "--output-format", "json", "--stdin-filename", "notebook.ipynb", "-")


def run(_parameters: dict[str, Any], inputs: dict[str, str], _project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `{"lines", "violations"}` of the notebook `inputs['notebook']`, and no file.

    A violation is a rule's code, how often it is broken, and the first place. A cell that is no Python breaks E999 once.
    """
    known, broken = _cells(Path(inputs["notebook"]))
    found: dict[str, list[str]] = {"E999": [f"cell {index + 1}: {why}" for index, why in broken]} if broken else {}
    for code, place in _checked(known):
        found.setdefault(code, []).append(place)
    order = sorted(found, key=lambda code: (-len(found[code]), code))[:_KINDS]
    violations = [{"code": code, "count": len(found[code]), "first": found[code][0][:200]} for code in order]
    lines = sum(bool(line.strip()) for _, source in known for line in source.splitlines())
    return {"lines": lines + len(broken), "violations": violations}, {}


def _cells(path: Path) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the Python cells with their index in the notebook, and those that do not parse with the reason."""
    document = json.loads(path.read_bytes())
    sheets = document.get("worksheets") or [document]
    cells = [cell for sheet in sheets for cell in sheet.get("cells", ())][:_CELLS]
    known: list[tuple[int, str]] = []
    broken: list[tuple[int, str]] = []
    left = _CHARACTERS
    for index, cell in enumerate(cells):
        source = cell.get("source", cell.get("input", "")) if cell.get("cell_type") == "code" else ""
        text = "".join(source) if isinstance(source, list) else str(source)
        left -= len(text)
        if left < 0 or not text.strip():
            continue
        try:
            if parse_cell(text) is not None:
                known.append((index, text))
        except NotPython as error:
            broken.append((index, str(error)))
    return known, broken


def _checked(cells: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Yield the code and the place of each violation."""
    from ruff import find_ruff_bin

    blank: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    listed = [{**blank, "id": f"c{index}", "source": text} for index, text in cells]
    body = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed})
    done = subprocess.run([find_ruff_bin(), *_RULES, *_OUTPUT], input=body.encode(), capture_output=True, check=True)
    for found in json.loads(done.stdout)[:_LINES]:
        index = cells[int(found["cell"]) - 1][0]
        code = str(found["code"] or "E999") if str(found["code"] or "E")[0] in "EW" else "E999"
        yield code[:10], f"cell {index + 1}, line {found['location']['row']}: {found['message']}"
