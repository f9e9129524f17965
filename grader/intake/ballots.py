"""Read ballots: how voters rank the groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.ballot_rule import BallotRule
from grader.core.ballots import Ballot, Ballots
from grader.core.roster import Group, Roster, Student
from grader.core.show import show
from grader.intake.ballot_columns import BallotColumns, ballot_columns
from grader.intake.ballot_tiers import ballot_tiers
from grader.intake.csv_table import Row, read_csv
from grader.intake.roster_names import RosterNames


@dataclass(frozen=True)
class _Vote:
    """A row whose voter is known: a student, or a group that votes as one."""

    row: Row
    voter: Student | Group

    @property
    def group(self) -> str:
        return self.voter.group if isinstance(self.voter, Student) else self.voter.id


def read_ballots(path: Path, roster: Roster, rule: BallotRule) -> Ballots:
    """Return the ballots that count, with a sentence on everything that was left out.

    Three forms are recognised by their header: a grid question of Google Forms (a column a place, or a column a group), a row
    a voter with the places as columns, and a row a voter with `a > b > c`. A voter is a student (by id, e-mail address or
    name) or a group. Unknown voters do not count; of several ballots of one voter the last one counts.

    Raises:
        InputError: with file and line, when a ranked group is unknown, a place is no place, a ballot ranks nothing but the
            own group (or, where the rule refuses that, also the own group), or groups and students vote in one file.
    """
    table = read_csv(path, repeated=True)
    names = RosterNames.of(roster)
    columns = ballot_columns(table, names, rule.question)
    notes: list[str] = []
    found = [(row, _voter(row, columns, names, rule)) for row in table.rows]
    votes = [_Vote(row, voter) for row, voter in found if voter is not None]
    notes += [_unknown(row, columns) for row, voter in found if voter is None]
    voters = rule.voters or _electorate(votes)
    last = _last_of_each(votes, voters, notes)
    read = [_ballot(vote, who, columns, names, rule, notes) for who, vote in last.items()]
    ballots = tuple(ballot for ballot in read if ballot is not None)
    everyone = [group.id for group in roster.groups] if voters == "groups" else [one.id for one in roster.students()]
    present = {ballot.voter for ballot in ballots}
    return Ballots(ballots, voters, len(everyone), tuple(one for one in everyone if one not in present), tuple(notes))


def _named(row: Row, columns: BallotColumns) -> str:
    return next((row.cells[column] for column in columns.voter if row.cells[column]), "")


def _voter(row: Row, columns: BallotColumns, names: RosterNames, rule: BallotRule) -> Student | Group | None:
    text = _named(row, columns)
    student = names.student(text)
    return student or (None if rule.voters == "students" else names.group(text))


def _unknown(row: Row, columns: BallotColumns) -> str:
    text = _named(row, columns)
    who = f"nobody who votes is called {show(text, 60)!r}" if text else "the ballot does not say who votes"
    return f"line {row.line}: {who}; it does not count"


def _electorate(votes: Sequence[_Vote]) -> str:
    """Return whether students or groups vote: all of them the same."""
    kinds = {isinstance(vote.voter, Group) for vote in votes}
    if len(kinds) == 2:
        group = next(vote for vote in votes if isinstance(vote.voter, Group))
        student = next(vote for vote in votes if isinstance(vote.voter, Student))
        what = f"here a group votes, {show(group.group, 60)!r}, but a student on line {student.row.line}"
        raise group.row.error(what, "say in the rubric who votes: 'voters: students' or 'voters: groups'")
    return "groups" if kinds == {True} else "students"


def _last_of_each(votes: Sequence[_Vote], voters: str, notes: list[str]) -> dict[str, _Vote]:
    by_voter: dict[str, list[_Vote]] = {}
    for vote in votes:
        by_voter.setdefault(vote.group if voters == "groups" else vote.voter.id, []).append(vote)
    for who, theirs in by_voter.items():
        if len(theirs) > 1:
            lines = ", ".join(str(vote.row.line) for vote in theirs)
            notes.append(f"{show(who, 60)} voted {len(theirs)} times, on lines {lines}; the last one counts")
    return {who: theirs[-1] for who, theirs in by_voter.items()}


def _ballot(
    vote: _Vote, who: str, columns: BallotColumns, names: RosterNames, rule: BallotRule, notes: list[str]
) -> Ballot | None:
    tiers = ballot_tiers(vote.row, columns, names)
    named = [group for tier in tiers for group in tier]
    if not named:
        notes.append(f"line {vote.row.line}: the ballot of {show(who, 60)} ranks nobody; it does not count")
        return None
    if vote.group in named:
        _own_group(vote, who, named, rule, notes)
    repeated = [group for group, times in Counter(named).items() if times > 1]
    notes += [f"line {vote.row.line}: {show(who, 60)} ranks {show(one, 60)!r} twice; its better place counts" for one in repeated]
    return Ballot(who, vote.group, _once(tiers, vote.group))


def _own_group(vote: _Vote, who: str, named: Sequence[str], rule: BallotRule, notes: list[str]) -> None:
    own = show(vote.group, 60)
    if set(named) == {vote.group}:
        raise vote.row.error(f"{show(who, 60)} ranks nothing but the own group, {own!r}", "delete the row")
    if rule.own_group == "refuse":
        hint = "delete the row or the place, or let the rubric say 'own_group: ignore'"
        raise vote.row.error(f"{show(who, 60)} ranks the own group, {own!r}", hint)
    notes.append(f"line {vote.row.line}: {show(who, 60)} ranks the own group, {own!r}; that place does not count")


def _once(tiers: Sequence[Sequence[str]], own: str) -> tuple[tuple[str, ...], ...]:
    """Return the tiers without the own group, each group in its best one."""
    seen = {own}
    kept: list[tuple[str, ...]] = []
    for tier in tiers:
        fresh = tuple(dict.fromkeys(group for group in tier if group not in seen))
        seen.update(fresh)
        if fresh:
            kept.append(fresh)
    return tuple(kept)
