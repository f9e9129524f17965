"""How a criterion's ballots are read and counted, as the rubric states it."""

from __future__ import annotations

from dataclasses import dataclass

AGGREGATES = ("borda", "mean_rank", "bradley_terry", "plackett_luce")
OWN_GROUP = ("ignore", "refuse")
UNRANKED = ("last", "unknown")
VOTERS = ("students", "groups")


@dataclass(frozen=True)
class BallotRule:
    """What `ballots:` holds.

    `file` is a path from the course folder. `by` is one of AGGREGATES. `own_group` says what becomes of a place that a voter
    gives the own group. `unranked` says whether a group that a ballot leaves out stands behind those it ranks ('last'), or
    the ballot says nothing of it ('unknown'). `voters` is one of VOTERS, or '' where the file decides. `question` names the
    one of several grids of a form. `compare` is the path of the lecturer's own number for the same work, or ''.
    """

    file: str
    by: str = "borda"
    own_group: str = "ignore"
    unranked: str = "last"
    voters: str = ""
    question: str = ""
    compare: str = ""
