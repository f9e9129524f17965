"""What voters said of the groups, as one file states it."""

from __future__ import annotations

from dataclasses import dataclass

NO_BALLOTS = "no ballots yet"


@dataclass(frozen=True)
class Ballot:
    """One voter's ranking: `tiers` of groups, the best first; the groups of one tier are equally good.

    `voter` is a student's or a group's id, `own` the voter's group, which stands in no tier.
    """

    voter: str
    own: str
    tiers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Ballots:
    """The ballots that count, at most one a voter, in the order of the file.

    `expected` says how many voters there are, `missing` names those without a ballot. `notes` are sentences about what was
    left out (unknown or repeated voters, places for the own group), for staff.
    """

    ballots: tuple[Ballot, ...]
    voters: str
    expected: int
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
