"""Notebooks written as plain text: `# %%` begins a code cell, `# %% [markdown]` a text cell of commented lines."""

from __future__ import annotations

import re
from typing import Any

import nbformat

_MARK = re.compile(r"^# %%(?P<kind>.*)$")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def percent_notebook(text: str) -> str:
    """Return the Jupyter notebook (.ipynb, format 4.5) that a percent-format text stands for.

    The same text gives the same bytes: cells are named cell-0, cell-1, … and hold no outputs. What stands before the
    first mark is a code cell, unless it is blank.
    """
    v4: Any = nbformat.v4  # its functions carry no types
    notebook = v4.new_notebook(metadata={"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    for number, (is_markdown, lines) in enumerate(_cells(text)):
        make = v4.new_markdown_cell if is_markdown else v4.new_code_cell
        source = "\n".join(map(_uncommented, lines) if is_markdown else lines).strip("\n")
        notebook.cells.append(make(source, id=f"cell-{number}"))
    nbformat.validate(notebook)
    return f"{v4.writes(notebook)}\n"


def _cells(text: str) -> list[tuple[bool, list[str]]]:
    cells: list[tuple[bool, list[str]]] = [(False, [])]
    for line in text.splitlines():
        if mark := _MARK.match(line):
            cells.append(("[markdown]" in mark["kind"], []))
        else:
            cells[-1][1].append(line)
    return cells if any(map(str.strip, cells[0][1])) else cells[1:]


def _uncommented(line: str) -> str:
    return line.removeprefix("#").removeprefix(" ")
