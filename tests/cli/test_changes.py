from __future__ import annotations

import io
from decimal import Decimal

import pytest
from rich.console import Console

from grader.cli.changes import print_changes
from grader.gradebook.difference import Change


def printed(changes: list[Change]) -> list[str]:
    console = Console(file=io.StringIO(), width=200)
    print_changes(console, changes)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_that_nobody_moves_is_said() -> None:
    assert printed([]) == ["Nobody moves."]


@pytest.mark.parametrize("count", [3, 3000])
def test_every_change_has_its_row_in_columns(count: int) -> None:
    names = ["s1", "林志玲", "s\x1b[2J3"] * (count // 3)
    lines = printed([Change(name, "project.accuracy", Decimal("9.5"), None, "why " * 9) for name in names])
    assert lines[0].split() == ["Student", "What", "From", "To", "Why"]
    assert len(lines) == count + 1
    assert set(lines[1:]) == {
        "s1         project.accuracy  9.50  –   " + ("why " * 9).strip(),
        "林志玲     project.accuracy  9.50  –   " + ("why " * 9).strip(),
        "s\\x1b[2J3  project.accuracy  9.50  –   " + ("why " * 9).strip(),
    }
