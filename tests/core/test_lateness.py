from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.evidence import RunStatus, Submission
from grader.core.lateness import deduction, minutes_late
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
