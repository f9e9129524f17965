"""What moved between two judgements, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console

from grader.cli.as_json import as_json
from grader.cli.long_table import print_table
from grader.core.rounding import half_up
from grader.core.show import show
from grader.gradebook.difference import Change, Shown
from grader.graded import Graded


def print_changes(console: Console, changes: Sequence[Change]) -> None:
    """Print a row a change, or that there is none."""
    if not changes:
        console.print("Nobody moves.")
    else:
        print_table(console, ("Student", "What", "From", "To", "Why"), [_cells(change) for change in changes])


def changes_json(graded: Graded, *, written: bool) -> str:
    """Return who moves, what staff should know, and whether it was `written`, as JSON; what is not known is null."""
    found = {"changes": graded.changes, "warnings": graded.warnings, "written": written, "exit_status": graded.exit_status}
    return as_json(found)


def _cells(change: Change) -> tuple[str, ...]:
    cells = (change.student, change.what, _number(change.before), _number(change.after), change.reason)
    return tuple(show(cell, 120) for cell in cells)


def _number(value: Shown) -> str:
    """Return points and percent with two decimals, as the gradebook shows them."""
    if isinstance(value, Decimal):
        return f"{half_up(value, Decimal('0.01')):.2f}"
    return "–" if value is None else value
