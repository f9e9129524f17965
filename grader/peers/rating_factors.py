"""What the ratings of a group's members make of each member's points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from grader.core.exact import as_decimal
from grader.core.factor import Factor
from grader.core.peers import Peers
from grader.core.rated_components import rated_components
from grader.core.rating_rule import RatingRule
from grader.core.ratings import Ratings
from grader.core.roster import Group, Roster
from grader.core.rubric import Course
from grader.core.webpa import webpa


def rating_factors(course: Course, roster: Roster, peers: Peers) -> dict[str, dict[str, Factor]]:
    """Return factors by the component's path and the student.

    Without a file they are not known. A student whom nobody has rated keeps the group's points, and so does one who works
    alone.
    """
    found = {path: _Asked(rule, _scores(rule, peers.ratings.get(path))) for path, rule in rated_components(course.components)}
    return {
        path: {who: one for group in roster.groups for who, one in _factors(group, asked).items()}
        for path, asked in found.items()
    }


@dataclass(frozen=True)
class _Asked:
    """A component's rule, and the scores that count by rater and rated: None where there is no file yet."""

    rule: RatingRule
    scores: Mapping[tuple[str, str], Decimal] | None


def _scores(rule: RatingRule, ratings: Ratings | None) -> dict[tuple[str, str], Decimal] | None:
    own = rule.own == "include"
    given = None if ratings is None else ratings.ratings
    return None if given is None else {(one.rater, one.rated): one.score for one in given if own or one.rater != one.rated}


def _factors(group: Group, asked: _Asked) -> dict[str, Factor]:
    members = [student.id for student in group.members]
    if len(members) == 1:
        return {members[0]: Factor(Fraction(1), "works alone")}
    scores = asked.scores
    if scores is None:
        return dict.fromkeys(members, Factor(None, "no ratings yet"))
    own = asked.rule.own == "include"
    silent = tuple(member for member in members if not any((member, other) in scores for other in members))
    found = webpa(scores, members, own=own)
    heard = {member: sum((rater, member) in scores for rater in members) for member in members}
    return {one: _factor(found[one], asked.rule, heard[one], len(members) - (not own), silent) for one in members}


def _factor(received: Fraction | None, rule: RatingRule, heard: int, of: int, silent: tuple[str, ...]) -> Factor:
    if received is None:
        return Factor(Fraction(1), "no member has rated this one, so the group's points stand", silent=silent)
    value = min(max(received, Fraction(rule.floor)), Fraction(rule.cap))
    held = "" if value == received else f", from {_text(received)} {'down' if value < received else 'up'} to the bound"
    return Factor(value, f"times {_text(value)} by {heard} of {of} ratings in the group{held}", received, silent)


def _text(ratio: Fraction) -> str:
    return str(as_decimal(ratio).quantize(Decimal("0.001"), ROUND_HALF_UP).normalize())
