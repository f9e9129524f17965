from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.ballot_rule import AGGREGATES, BallotRule
from grader.core.ballots import Ballot, Ballots
from grader.core.peers import Peers
from grader.core.rating_rule import RatingRule
from grader.core.ratings import Rating, Ratings
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Band, Component, Course, Criterion, Level, Per, Source
from grader.core.score_at import score_at
from grader.core.scores import Adjustment, ComponentScore, CriterionScore, Mark, State
from grader.core.select_top import SelectTop
from grader.judge import judge
from grader.peers.judge_class import JudgedClass, judge_class
from grader.peers.rating_factors import rating_factors

D = Decimal
DEADLINE = datetime.fromisoformat("2027-01-08T23:59+08:00")
ROSTER = Roster(
    tuple(Group(g, "", tuple(Student(f"{g}{n}", "", "", g) for n in range(size))) for g, size in {"a": 2, "b": 3, "c": 1}.items())
)


def staff(name: str, points: int = 10) -> Criterion:
    return Criterion(name, name, D(points), levels=(Level(D(points), "all"), Level(D(0), "none")))


def peers(rule: BallotRule | None = None, bands: tuple[Band, ...] = ()) -> Criterion:
    return Criterion("peers", "By the class", D(10), ballots=rule or BallotRule("ballots.csv"), bands=bands)


def part(name: str, *criteria: Criterion, weight: int = 50, rating: RatingRule | None = None) -> Component:
    return Component(name, name, D(weight), Source.MARKS, Per.GROUP, criteria, rating=rating)


def show(count: int = 1, ties: str = "in") -> Component:
    parts = (part("talk", staff("lecturer"), peers(), weight=100), part("poster", staff("look"), weight=100))
    return Component(
        "show", "Show", D(50), Source.PARTS, Per.GROUP, components=parts, select=SelectTop(count, "report", "talk", ties)
    )


def cast(*rankings: str, missing: tuple[str, ...] = ()) -> Ballots:
    """Read 'a0: b > c' as the ballot of a0."""
    votes = [line.partition(":") for line in rankings]
    ballots = tuple(
        Ballot(who, who[0], tuple(tuple(t.strip() for t in tier.split("=")) for tier in ranking.split(">")))
        for who, _, ranking in votes
    )
    return Ballots(ballots, "students", 6, missing)


def rated(text: str) -> Ratings:
    """Read 'a0 a1 5' as a rating."""
    rows = [line.split() for line in text.strip().splitlines()]
    return Ratings(tuple(Rating(rater, who, D(score)) for rater, who, score in rows))


def judged(course: Course, said: Peers, marks: Mapping[tuple[str, str], int] | None = None) -> JudgedClass:
    changes = [
        Adjustment(path, who, D(points), "seen", "Wu", "2027-01-09T10:00:00+08:00")
        for (path, who), points in (marks or {}).items()
    ]
    each = partial(judge, course, ROSTER, {}, None, yardsticks={}, deadline=DEADLINE, adjustments=changes, checks={})
    return judge_class(each, course, ROSTER, said)


def at(marks: Sequence[Mark], who: str, path: str) -> ComponentScore | CriterionScore:
    found = score_at(next(mark for mark in marks if mark.student.id == who).components, path)
    assert found is not None
    return found


VOTES = cast("a0: b > c", "a1: b > c", "b0: a > c", "c0: b > a")


# Ballots


def test_ballots_become_points_of_the_whole_group() -> None:
    course = Course("x", (part("work", peers(), weight=100),))
    marks = judged(course, Peers({"work.peers": VOTES})).marks
    assert [at(marks, who, "work.peers").points for who in ("a0", "a1", "b0", "c0")] == [5, 5, 10, 0]
    score = at(marks, "b0", "work.peers")
    assert score.reason.startswith("place 1 of 3: 1.000 of the Borda points that were possible; ranked by 3 ballots; ")
    assert score.reason.endswith("; 4 of 6 students voted")
    assert (score.state, marks[0].percent) == (State.FULLY_GRADED, 50)


def test_bands_map_the_share() -> None:
    bands = (Band(0.0, D(4)), Band(1.0, D(10)))
    marks = judged(Course("x", (part("work", peers(bands=bands), weight=100),)), Peers({"work.peers": VOTES})).marks
    assert [at(marks, who, "work.peers").points for who in ("a0", "b0", "c0")] == [7, 10, 4]


def test_without_ballots_the_points_are_not_known_and_the_note_says_so() -> None:
    course = Course("x", (part("work", peers(), weight=100),))
    for said in (Peers(), Peers({"work.peers": cast()})):
        mark = judged(course, said).marks[0]
        assert (mark.percent, mark.state, mark.note) == (None, State.PENDING_MANUAL, "peers: no ballots yet")


def test_a_group_that_nobody_ranks_waits_for_staff() -> None:
    rule = BallotRule("ballots.csv", unranked="unknown")
    marks = judged(Course("x", (part("work", peers(rule), weight=100),)), Peers({"work.peers": cast("c0: a > b")})).marks
    assert at(marks, "c0", "work.peers").points is None
    assert at(marks, "c0", "work.peers").reason == "no ballot ranks this group"


@pytest.mark.parametrize("by", AGGREGATES)
@settings(max_examples=15, deadline=None)
@given(orders=st.lists(st.permutations(["a", "b", "c"]), min_size=1, max_size=6))
def test_points_lie_between_0_and_the_maximum_however_ballots_are_counted(by: str, orders: list[list[str]]) -> None:
    votes = cast(
        *(f"{who}: {' > '.join(order)}" for who, order in zip(("a0", "a1", "b0", "b1", "b2", "c0"), orders, strict=False))
    )
    course = Course("x", (part("work", peers(BallotRule("ballots.csv", by)), weight=100),))
    for mark in judged(course, Peers({"work.peers": votes})).marks:
        points = at((mark,), mark.student.id, "work.peers").points
        assert points is None or 0 <= points <= 10


# Selection

REPORTS = {("report.text", "a"): 9, ("report.text", "b"): 7, ("report.text", "c"): 3}
SHOWN = {("show.talk.lecturer", "a"): 10, ("show.poster.look", "b"): 8, ("show.poster.look", "c"): 4}
COURSE = Course("x", (part("report", staff("text")), show()))


def test_the_best_by_report_talk_and_the_others_make_a_poster() -> None:
    found = judged(COURSE, Peers({"show.talk.peers": VOTES}), REPORTS | SHOWN)
    assert [mark.components[1].components[0].id for mark in found.marks] == ["talk"] * 2 + ["poster"] * 4
    assert [at(found.marks, who, "show").points for who in ("b0", "c0")] == [80, 40]
    assert {group: one.take for group, one in found.selected["show"].items()} == {"a": "talk", "b": "poster", "c": "poster"}


def test_ballots_for_the_talks_rank_only_the_groups_that_talk() -> None:
    course = Course("x", (part("report", staff("text")), show(2)))
    marks = judged(course, Peers({"show.talk.peers": VOTES}), REPORTS | SHOWN).marks
    assert at(marks, "b0", "show.talk.peers").reason.startswith("place 1 of 2: 1.000")
    assert at(marks, "a0", "show.talk.peers").points == 0


def test_until_the_reports_are_known_the_alternative_is_not() -> None:
    found = judged(COURSE, Peers(), {("report.text", "a"): 9, ("report.text", "b"): 7})
    assert [found.selected["show"][group].take for group in "abc"] == [None, "poster", None]
    score = at(found.marks, "a0", "show")
    assert (score.points, score.state, score.reason) == (None, State.PENDING_MANUAL, "report is not known yet for 1 of 3 groups")
    assert found.marks[0].note == "show: report is not known yet for 1 of 3 groups"


def test_ties_at_the_border_are_in_unless_the_rubric_says_out() -> None:
    tied = REPORTS | {("report.text", "b"): 9}
    for ties, takes in (("in", ["talk", "talk", "poster"]), ("out", ["poster"] * 3)):
        found = judged(Course("x", (part("report", staff("text")), show(ties=ties))), Peers(), tied)
        assert [found.selected["show"][group].take for group in "abc"] == takes
        assert [found.selected["show"][group].at_border for group in "abc"] == [True, True, False]


def test_staff_may_set_the_component_whatever_was_selected() -> None:
    found = judged(COURSE, Peers(), {("show", "c"): 66})
    assert at(found.marks, "c0", "show").points == 66


# Ratings

RULE = RatingRule("ratings.csv")
RATED = Course("x", (part("work", staff("text"), weight=100, rating=RULE),))
EVERYONE = rated("a0 a1 4\na1 a0 4\nb0 b1 5\nb0 b2 1\nb1 b0 3\nb1 b2 1\nb2 b0 4\nb2 b1 4")


def test_a_members_points_are_the_groups_times_the_factor_within_floor_and_cap() -> None:
    found = judged(RATED, Peers(ratings={"work": EVERYONE}), {("work.text", "b"): 6, ("work.text", "a"): 6})
    assert [at(found.marks, who, "work").points for who in ("a0", "a1")] == [6, 6]
    b0, b1, b2 = (at(found.marks, who, "work") for who in ("b0", "b1", "b2"))
    assert b0.points == D("7.2")  # (3/2 + 1) / 2 = 1.25, at most 1.2
    assert b1.points == D("7.2")  # (5/3 + 1) / 2 = 1.33
    assert b2.points == D("4.2")  # (1/3 + 1/2) / 2 = 0.42, at least 0.7
    assert b2.reason == "times 0.7 by 2 of 2 ratings in the group, from 0.417 up to the bound"


def test_what_the_group_may_read_holds_no_factor() -> None:
    found = judged(RATED, Peers(ratings={"work": EVERYONE}), {("work.text", "b"): 6})
    assert {at(found.group_marks, who, "work").points for who in ("b0", "b1", "b2")} == {6}
    assert {at(found.group_marks, who, "work").reason for who in ("b0", "b1", "b2")} == {""}


def test_a_factor_never_lifts_points_above_the_maximum() -> None:
    found = judged(RATED, Peers(ratings={"work": EVERYONE}), {("work.text", "b"): 10})
    assert at(found.marks, "b1", "work").points == 10


def test_who_works_alone_needs_no_rating_and_others_wait_for_the_file() -> None:
    found = judged(RATED, Peers(), {("work.text", "a"): 6, ("work.text", "c"): 6})
    assert (at(found.marks, "c0", "work").points, at(found.marks, "c0", "work").reason) == (6, "")
    score = at(found.marks, "a0", "work")
    assert (score.points, score.state, score.reason) == (None, State.PENDING_MANUAL, "no ratings yet")


def test_silent_members_are_stated_and_whom_nobody_rates_keeps_the_groups_points() -> None:
    found = judged(RATED, Peers(ratings={"work": rated("b0 b1 5\nb0 b2 5")}), {("work.text", "b"): 6})
    assert at(found.marks, "b1", "work").reason == ""  # an equal share changes nothing
    assert at(found.marks, "b0", "work").reason == ""
    factors = rating_factors(RATED, ROSTER, Peers(ratings={"work": rated("b0 b1 5\nb0 b2 5")}))["work"]
    assert factors["b0"].reason == "no member has rated this one, so the group's points stand"
    assert factors["b0"].silent == ("b1", "b2")
    assert at(found.marks, "b0", "work").points == 6


def test_staff_have_the_last_word_over_a_factor() -> None:
    found = judged(RATED, Peers(ratings={"work": EVERYONE}), {("work.text", "b"): 6, ("work", "b2"): 6})
    assert at(found.marks, "b2", "work").points == 6


@given(st.lists(st.tuples(st.sampled_from("012"), st.sampled_from("012"), st.integers(0, 5)), max_size=9))
def test_rated_points_lie_between_floor_and_cap_times_the_groups(rows: list[tuple[str, str, int]]) -> None:
    said = Ratings(tuple(Rating(f"b{one}", f"b{other}", D(score)) for one, other, score in rows))
    for mark in judged(RATED, Peers(ratings={"work": said}), {("work.text", "b"): 8}).marks[2:5]:
        points = at((mark,), mark.student.id, "work").points
        assert points is not None
        assert Fraction(8) * Fraction("0.7") <= points <= min(Fraction(10), 8 * Fraction("1.2"))
