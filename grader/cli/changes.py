"""What moved between two judgements, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.core.rounding import half_up
from grader.core.show import show
from grader.gradebook.difference import Change, Shown


def print_changes(console: Console, changes: Sequence[Change]) -> None:
    """Print a row a change, or that there is none."""
    if not changes:
        console.print("Nobody moves.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Student", "What", "From", "To", "Why"):
        table.add_column(title, overflow="fold")
    for change in changes:
        table.add_row(
            *(
                Text(show(cell, 120))
                for cell in (change.student, change.what, _number(change.before), _number(change.after), change.reason)
            )
        )
    console.print(table)


def _number(value: Shown) -> str:
    """Return points and percent with two decimals, as the gradebook shows them."""
    if isinstance(value, Decimal):
        return f"{half_up(value, Decimal('0.01')):.2f}"
    return "–" if value is None else value
