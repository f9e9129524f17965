"""What the ballots say of each group, as the judge reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.ballot_criteria import BallotCriterion, ballot_criteria
from grader.core.ballots import NO_BALLOTS, Ballots
from grader.core.peers import Peers
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Finding, State
from grader.core.selected import Selected
from grader.peers.aggregates import AGGREGATES
from grader.peers.candidates import candidates
from grader.peers.rank_groups import Ranked, rank_groups


def ballot_findings(
    course: Course, roster: Roster, peers: Peers, chosen: Mapping[str, Mapping[str, Selected]]
) -> dict[str, dict[str, Finding]]:
    """Return findings by the criterion's path and the group, for the criteria that have ballots.

    The value is the group's share from 0 to 1. `chosen` says which alternative each group does: ballots for one alternative
    rank only the groups that do it.
    """
    asked = [one for one in ballot_criteria(course.components) if one.path in peers.ballots]
    return {one.path: _findings(one, peers.ballots[one.path], candidates(one.path, course, roster, chosen)) for one in asked}


def _findings(one: BallotCriterion, ballots: Ballots, groups: Sequence[str] | None) -> dict[str, Finding]:
    if groups is None:
        return {}  # the component above says that it is not decided yet who does it
    ranked = rank_groups(ballots, one.rule, groups)
    return {row.group: _finding(row, len(groups), ballots, AGGREGATES[one.rule.by].words) for row in ranked}


def _finding(row: Ranked, of: int, ballots: Ballots, words: str) -> Finding:
    if row.value is None:
        why = "no ballot ranks this group" if ballots.ballots else NO_BALLOTS
        return Finding(None, why, State.PENDING_MANUAL)
    ranked = f"ranked by {row.ballots} ballot{'' if row.ballots == 1 else 's'}"
    came = f"{ranked}; {len(ballots.ballots)} of {ballots.expected} {ballots.voters} voted"
    return Finding(row.value, f"place {row.place} of {of}: {row.value:.3f} {words}; {came}")
