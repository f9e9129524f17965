"""Documents of the sample courses: a PDF of a plain text, with embedded fonts, the same bytes each time."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from grader.core.paper import Paper, read_paper

_POINTS = 72 / 25.4  # a millimetre in points
_WIDTH = 0.62  # of a letter, times its size: wide enough that no line reaches into the gap
_GAP, _MARGIN = 8.0, 19.0  # millimetres on US letter
_FEWEST = 25  # lines of a column, before the next one begins
_HEAD = re.compile(r"(?P<paper>.+), (?P<columns>[1-6]) columns?")


@dataclass(frozen=True)
class _Line:
    text: str
    heading: bool = False


@dataclass
class _Page:
    """A page being filled: lines by column."""

    columns: list[list[_Line]] = field(default_factory=lambda: [[]])


@dataclass(frozen=True)
class _Layout:
    """How a page is set: sizes in points."""

    paper: Paper
    columns: int

    @property
    def scale(self) -> float:
        return self.paper.width / 215.9

    @property
    def size(self) -> float:
        return 9 * self.scale

    @property
    def width(self) -> float:
        whole = self.paper.width - 2 * _MARGIN * self.scale - (self.columns - 1) * _GAP * self.scale
        return whole * _POINTS / self.columns

    @property
    def rows(self) -> int:
        return int((self.paper.height - 2 * _MARGIN * self.scale) * _POINTS / (self.size * 1.25))


def sample_document(text: str) -> bytes:
    """Return the PDF of a text whose first line says how it is set, such as 'us letter, 2 columns'.

    `#` begins a heading, a blank line a paragraph, and a line `---` a new page. Raises ValueError for another first line.
    """
    head, _, body = text.partition("\n")
    match = _HEAD.fullmatch(head.strip())
    paper = read_paper(match["paper"]) if match else None
    if match is None or paper is None:
        raise ValueError(f"a document begins with its paper and columns, such as 'us letter, 2 columns', not {head!r}")
    layout = _Layout(paper, int(match["columns"]))
    pages = [page for part in body.split("\n---\n") for page in _pages(list(_lines(part, layout)), layout)]
    return _drawn(pages, layout)


def _lines(text: str, layout: _Layout) -> Iterator[_Line]:
    letters = int(layout.width / (_WIDTH * layout.size))
    for blank, group in groupby(text.splitlines(), key=lambda line: not line.strip()):
        lines = list(group)
        if blank:
            continue
        if lines[0].startswith("#"):
            yield from (_Line(""), _Line(lines[0].lstrip("# "), heading=True))
            lines = lines[1:]
        yield from map(_Line, textwrap.wrap(" ".join(lines), letters))


def _pages(lines: Sequence[_Line], layout: _Layout) -> Iterator[_Page]:
    even = max(_FEWEST, -(-len(lines) // layout.columns))  # columns of a page that is not full are of one length
    rows = min(layout.rows, even)
    columns = [list(lines[at : at + rows]) for at in range(0, len(lines), rows)]
    for at in range(0, len(columns), layout.columns):
        yield _Page(columns[at : at + layout.columns])


def _drawn(pages: Sequence[_Page], layout: _Layout) -> bytes:
    import matplotlib as mpl  # noqa: PLC0415 - only who makes a sample course needs it
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415 - as above
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    wide, high = layout.paper.width * _POINTS, layout.paper.height * _POINTS
    margin = _MARGIN * layout.scale * _POINTS
    out = io.BytesIO()
    plain: Any = {"pdf.fonttype": 42, "font.family": "DejaVu Serif", "text.usetex": False, "text.parse_math": False}
    with mpl.rc_context(plain), PdfPages(out, metadata={"CreationDate": None}) as file:
        for page in pages:
            figure = Figure(figsize=(wide / 72, high / 72))
            for number, column in enumerate(page.columns):
                left = margin + number * (layout.width + _GAP * layout.scale * _POINTS)
                for row, line in enumerate(column, 1):
                    at = high - margin - row * layout.size * 1.25
                    weight, size = ("bold", 1.2 * layout.size) if line.heading else ("normal", layout.size)
                    figure.text(left / wide, at / high, line.text, fontsize=size, fontweight=weight)
            file.savefig(figure)
    return out.getvalue()
