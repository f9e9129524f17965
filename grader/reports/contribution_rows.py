"""What a report says of who committed how much: by the history's own words, and worth no point."""

from __future__ import annotations

from grader.core.contributions import Contribution, Contributions
from grader.reports.model_rows import Row

_MOST = 30


def contribution_rows(contributions: Contributions | None) -> tuple[Row, ...]:
    """Return a row an author, who committed most first, and notes on what could not be counted."""
    if contributions is None:
        return ()
    rows = [Row(one.author, _counted(one), _aliases(one)) for one in contributions.authors[:_MOST]]
    return (*rows, *(Row("Note", note) for note in contributions.notes))


def _counted(one: Contribution) -> str:
    commits = f"{one.commits:,} commit{'' if one.commits == 1 else 's'}"
    return f"{commits}, {one.added:,} lines of code added, {one.removed:,} removed"


def _aliases(one: Contribution) -> str:
    return f"also as {', '.join(one.aliases)}" if one.aliases else ""
