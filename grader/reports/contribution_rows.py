"""What a report says of who committed how much: by the history's own words, and worth no point."""

from __future__ import annotations

from grader.core.contributions import Contribution, Contributions
from grader.reports.language import Language
from grader.reports.model_rows import Row

_MOST = 30


def contribution_rows(contributions: Contributions | None, language: Language) -> tuple[Row, ...]:
    """Return a row an author, who committed most first, and notes on what could not be counted."""
    if contributions is None:
        return ()
    rows = [Row(one.author, _counted(one, language), _aliases(one, language)) for one in contributions.authors[:_MOST]]
    return (*rows, *(Row(language.say("Note"), note) for note in contributions.notes))


def _counted(one: Contribution, language: Language) -> str:
    commits = language.count("{n} commit", "{n} commits", one.commits)
    return language.say(
        "{commits}, {added} lines of code added, {removed} removed",
        commits=commits,
        added=language.whole(one.added),
        removed=language.whole(one.removed),
    )


def _aliases(one: Contribution, language: Language) -> str:
    return language.say("also as {names}", names=", ".join(one.aliases)) if one.aliases else ""
