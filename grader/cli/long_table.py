"""A table on the terminal, of ten rows or of ten thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

_MOST_FOLDED = 500


def print_table(
    console: Console, titles: Sequence[str], rows: Sequence[Sequence[str | Text]], *, right: Sequence[str] = ()
) -> None:
    """Print the rows below their titles; the columns named in `right` end on one line.

    What is long is folded into its column, but for hundreds of rows: there the last column runs on, because laying a large
    table out would take longer than working it out. `rows` are fit to show.
    """
    if len(rows) > _MOST_FOLDED:
        console.file.write("".join(_lines(titles, [[str(cell) for cell in row] for row in rows], right)))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, justify="right" if title in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))  # no markup in a string
    console.print(table)


def _lines(titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str]) -> Iterator[str]:
    texts = [titles, *rows]
    widths = [max(cell_len(row[place]) for row in texts) for place in range(len(titles))]
    for row in texts:
        padded = (_padded(*one) for one in zip(row, widths, (title in right for title in titles), strict=True))
        yield "  ".join(padded).rstrip() + "\n"


def _padded(text: str, width: int, right: bool) -> str:
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank
