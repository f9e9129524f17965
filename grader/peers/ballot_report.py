"""Everything that the ballots for one criterion say, with the lecturer's order beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.core.ballot_criteria import BallotCriterion, ballot_criteria
from grader.core.ballots import Ballots
from grader.core.kendall import kendall
from grader.core.marks_by_group import marks_by_group
from grader.core.mean_points import mean_points
from grader.core.peers import Peers
from grader.core.places import places
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.core.selected import Selected
from grader.peers.aggregates import AGGREGATES
from grader.peers.candidates import candidates
from grader.peers.rank_groups import Ranked, rank_groups


@dataclass(frozen=True)
class BallotReport:
    """What the ballots for `criterion` say.

    `outside` counts the ballots that also rank a group which does not do this work: that place does not count.
    `ballots` is None where there is no file yet, `groups` also where it is not decided which groups do the work.
    `lecturer` holds each group's place by the points at the rule's `compare`, `agreement` is Kendall's tau-b of the two
    orders over the `compared` groups that both have, None where there is none to state.
    """

    criterion: BallotCriterion
    ballots: Ballots | None
    groups: tuple[Ranked, ...] | None
    lecturer: Mapping[str, int | None]
    agreement: float | None
    compared: int
    resamples: int
    outside: Mapping[str, int]


def ballot_reports(
    course: Course,
    roster: Roster,
    peers: Peers,
    selected: Mapping[str, Mapping[str, Selected]],
    marks: Sequence[Mark],
    *,
    resamples: int | None = None,
    seed: int = 0,
) -> Iterator[BallotReport]:
    """Yield a report for each criterion that ballots decide, in rubric order.

    `marks` are those without ratings. `resamples` is the number of resampled elections behind the intervals, None for what
    suits the way of counting; the same `seed` gives the same intervals.
    """
    for one in ballot_criteria(course.components):
        ballots, among = peers.ballots.get(one.path), candidates(one.path, course, roster, selected)
        drawn = AGGREGATES[one.rule.by].resamples if resamples is None else resamples
        ranked = rank_groups(ballots, one.rule, among, resamples=drawn, seed=seed) if ballots and among is not None else None
        yield _report(one, ballots, ranked, marks, drawn)


def _report(
    one: BallotCriterion, ballots: Ballots | None, ranked: tuple[Ranked, ...] | None, marks: Sequence[Mark], drawn: int
) -> BallotReport:
    groups = [row.group for row in ranked or ()]
    points = _points(one.rule.compare, groups, marks) if one.rule.compare else {}
    both = [(row.value, points[row.group]) for row in ranked or () if row.value is not None and row.group in points]
    agreement = kendall([mine for mine, _ in both], [theirs for _, theirs in both])
    order = dict(zip(groups, places([points.get(group) for group in groups]), strict=True)) if points else {}
    return BallotReport(one, ballots, ranked, order, agreement, len(both), drawn, _outside(ballots, groups) if ranked else {})


def _outside(ballots: Ballots | None, groups: Collection[str]) -> dict[str, int]:
    cast = ballots.ballots if ballots else ()
    named = Counter(group for ballot in cast for tier in ballot.tiers for group in tier)
    return {group: times for group, times in sorted(named.items()) if group not in groups}


def _points(path: str, groups: Sequence[str], marks: Sequence[Mark]) -> dict[str, float]:
    """Return the groups' points at a path, where they are known."""
    of = marks_by_group(marks)
    known = ((group, mean_points(of.get(group, ()), path)) for group in groups)
    return {group: float(points) for group, points in known if points is not None}
