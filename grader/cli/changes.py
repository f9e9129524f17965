"""What moved between two judgements, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.core.show import show
from grader.gradebook.difference import Change


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
                Text(show("–" if cell is None else cell, 120))
                for cell in (change.student, change.what, change.before, change.after, change.reason)
            )
        )
    console.print(table)
