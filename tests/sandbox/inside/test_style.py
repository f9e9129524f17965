from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
Style = Callable[..., tuple[int, dict[str, tuple[int, str]]]]


@pytest.fixture
def style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Style:
    """Return a function that checks cells: the lines, and each broken rule with its count and first place."""
    monkeypatch.syspath_prepend(str(INSIDE))
    module = importlib.import_module("style")

    def run(*cells: Any, **document: Any) -> tuple[int, dict[str, tuple[int, str]]]:
        listed = [cell if isinstance(cell, dict) else {"cell_type": "code", "source": cell} for cell in cells]
        (tmp_path / "n.ipynb").write_text(json.dumps({"cells": listed, **document}))
        told = module.run({}, {"notebook": str(tmp_path / "n.ipynb")}, "")[0]
        return told["lines"], {one["code"]: (one["count"], one["first"]) for one in told["violations"]}

    return run


def test_clean_code_breaks_nothing(style: Style) -> None:
    assert style("import os\n\nprint(os.name)\n", "x = 1\n") == (3, {})


def test_each_rule_is_counted_with_its_first_place(style: Style) -> None:
    lines, found = style("x = 1\n", "y=2\nif x == None:\n    print( y)\nz=3\n")
    assert lines == 5
    assert found["E225"] == (2, "cell 2, line 1: Missing whitespace around operator")
    assert set(found) == {"E225", "E711", "E201"}


def test_a_line_is_too_long_from_80_characters_on(style: Style) -> None:
    assert style(f"x = '{'a' * 73}'\n") == (1, {})
    assert style(f"x = '{'a' * 74}'\n")[1]["E501"][0] == 1


def test_what_only_a_notebook_understands_is_no_violation(style: Style) -> None:
    assert style(
        "%matplotlib inline\n!pip install numpy\nx = 1\nx", "%%bash\nls   -l ;  if", {"cell_type": "markdown", "source": "x=1"}
    ) == (
        4,
        {},
    )


def test_a_cell_that_is_no_python_is_one_violation_and_leaves_the_others(style: Style) -> None:
    lines, found = style("x = 1", "def f(:\n    pass", "y=2")
    assert (lines, found["E999"][0], found["E225"][1][:6]) == (3, 1, "cell 3")


def test_old_notebooks_keep_their_cells_elsewhere(style: Style) -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x=1\n"]}]}]}
    assert style(**old)[1]["E225"][0] == 1


def test_a_notebook_without_code_has_no_lines(style: Style) -> None:
    assert style() == (0, {})
