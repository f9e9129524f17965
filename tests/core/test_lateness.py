from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.evidence import RunStatus, Submission
from grader.core.lateness import another_counts, cut_off, deduction, forgiven, minutes_late
from grader.core.rubric import Late

DEADLINE = datetime.fromisoformat("2027-01-08T23:59+08:00")
NCKU = Late(grace_minutes=120, per_day=Decimal(10), at_most=Decimal(30))


def submitted(committed_at: str, pushed_at: str | None = None, status: RunStatus = RunStatus.OK) -> Submission:
    return Submission("g01", "repo", "c" * 40, committed_at, pushed_at, status=status)


@pytest.mark.parametrize(
    ("committed_at", "minutes"),
    [
        ("2027-01-08T23:59:00+08:00", 0),
        ("2027-01-08T23:59:01+08:00", 1),
        ("2027-01-08T15:59:00+00:00", 0),
        ("2027-01-08T16:00:00Z", 1),
        ("2027-01-09T23:59:00+08:00", 1440),
        ("2020-01-01T00:00:00+00:00", 0),
    ],
)
def test_minutes_are_counted_from_the_deadline_whatever_the_zone(committed_at: str, minutes: int) -> None:
    assert minutes_late(submitted(committed_at), DEADLINE) == minutes


def test_the_servers_word_counts_more_than_the_commits() -> None:
    assert minutes_late(submitted("2027-01-01T00:00:00+08:00", "2027-01-09T00:59:00+08:00"), DEADLINE) == 60


@pytest.mark.parametrize("stamp", ["", "yesterday", "2027-01-08T23:59"])
def test_a_time_that_cannot_be_read_is_unknown_and_nothing_handed_in_is_not_late(stamp: str) -> None:
    assert minutes_late(submitted(stamp), DEADLINE) is None
    assert minutes_late(submitted(stamp, status=RunStatus.MISSING), DEADLINE) == 0


@pytest.mark.parametrize(
    ("minutes", "percent"),
    [(0, 0), (120, 0), (121, 10), (1440, 10), (1441, 20), (2880, 20), (4321, 30), (100_000, 30)],
)
def test_each_day_begun_costs_once_the_grace_is_over(minutes: int, percent: int) -> None:
    assert deduction(minutes, NCKU) == percent


def test_without_a_rule_lateness_costs_nothing_and_never_more_than_everything() -> None:
    assert deduction(10_000, None) == 0
    assert deduction(10_000, Late(per_day=Decimal(60), at_most=Decimal(500))) == 100


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_later_never_costs_less(one: int, other: int) -> None:
    assert deduction(min(one, other), NCKU) <= deduction(max(one, other), NCKU)


@given(st.datetimes(timezones=st.just(UTC)))
def test_any_time_gives_whole_minutes(moment: datetime) -> None:
    minutes = minutes_late(submitted(moment.isoformat()), DEADLINE)
    assert minutes is not None
    assert minutes >= 0
    assert minutes == 0 or timedelta(minutes=minutes - 1) < moment - DEADLINE <= timedelta(minutes=minutes)


HOURLY = Late(per_hour=Decimal(2), at_most=Decimal(50), cut_off_minutes=7 * 1440, budget_minutes=3 * 1440)


@pytest.mark.parametrize(
    ("minutes", "percent"),
    [(3 * 1440, 0), (3 * 1440 + 1, 2), (3 * 1440 + 61, 4), (6 * 1440, 50), (7 * 1440, 50), (7 * 1440 + 1, 100)],
)
def test_the_budget_comes_first_then_each_hour_begun_and_after_the_cut_off_nothing_counts(minutes: int, percent: int) -> None:
    assert deduction(minutes, HOURLY) == percent


def test_within_the_grace_no_budget_is_used() -> None:
    late = Late(grace_minutes=60, per_day=Decimal(10), budget_minutes=1440)
    assert [forgiven(minutes, late) for minutes in (0, 60, 61, 2000)] == [0, 0, 61, 1440]
    assert [forgiven(61, None), cut_off(10**9, None), cut_off(10**9, late)] == [0, False, False]


rules = st.builds(
    Late,
    grace_minutes=st.integers(0, 3000),
    per_day=st.decimals(0, 100, places=1),
    per_hour=st.decimals(0, 100, places=1),
    at_most=st.decimals(0, 100, places=1),
    cut_off_minutes=st.none() | st.integers(0, 20_000),
    budget_minutes=st.integers(0, 9000),
)


@given(st.integers(0, 30_000), st.integers(0, 30_000), rules)
def test_under_any_rule_later_never_costs_less_and_nobody_loses_more_than_everything(one: int, other: int, late: Late) -> None:
    assert 0 <= deduction(min(one, other), late) <= deduction(max(one, other), late) <= 100


# Which commit counts


@pytest.mark.parametrize(
    ("own", "following", "deadline", "another"),
    [
        ("08", "", "20", False),
        ("08", "10", "09", False),
        ("08", "10", "10", True),
        ("08", "10", "20", True),
        ("12", "10", "09", False),  # all were late: the tip was taken
        ("12", "10", "11", True),  # one that is in time now goes before the tip
        ("12", "10", "12", False),  # the tip is in time itself
        ("12", "12", "20", False),
    ],
)
def test_another_commit_counts_once_the_deadline_lies_behind_it(
    own: str, following: str, deadline: str, *, another: bool
) -> None:
    when = f"2027-01-{own}T00:00:00+00:00"
    work = replace(submitted(when), next_at=f"2027-01-{following}T00:00:00+00:00" if following else "")
    assert another_counts(work, datetime(2027, 1, int(deadline), tzinfo=UTC)) is another
