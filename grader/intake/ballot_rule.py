"""Read how ballots are counted, the keys below `ballots:`."""

from __future__ import annotations

from grader.core.ballot_rule import AGGREGATES, OWN_GROUP, UNRANKED, VOTERS, BallotRule
from grader.intake.located import Located
from grader.intake.path_text import path_text


def read_ballot_rule(value: Located) -> BallotRule:
    """Return the rule; that the file is there is seen when the course is read.

    Raises:
        InputError: with the line of what is wrong.
    """
    entries = value.fields(required=("file",), optional=("by", "own_group", "unranked", "voters", "question", "compare"))
    choices = {"by": AGGREGATES, "own_group": OWN_GROUP, "unranked": UNRANKED, "voters": VOTERS}
    chosen = {key: entries[key].one_of(known) for key, known in choices.items() if key in entries}
    texts = {key: entries[key].text() for key in ("question", "compare") if key in entries}
    return BallotRule(file=path_text(entries["file"], "ballots.csv"), **chosen, **texts)
