from __future__ import annotations

import random
from itertools import pairwise

import pytest

from grader.watch.polls import Polls
from grader.watch.retry import Retry
from grader.watch.waiting import Waiting

# Who is next


def test_a_burst_is_ready_once_it_has_ended() -> None:
    line = Waiting(settle=3, at_most=60)
    for second in range(10):
        line.note("g01", second)
        assert line.take(second, ()) is None
    assert line.take(11.9, ()) is None
    assert line.take(12, ()) == "g01"
    assert line.take(13, ()) is None


def test_a_burst_without_an_end_is_graded_all_the_same() -> None:
    line = Waiting(settle=3, at_most=60)
    for second in range(61):
        line.note("g01", second)
    assert line.take(60, ()) == "g01"


def test_the_newest_push_comes_first_until_somebody_waited_for_long() -> None:
    line = Waiting(settle=0)
    for second, group in enumerate(("old", "newer", "newest")):
        line.note(group, second)
    assert [line.take(5, ()), line.take(5, ())] == ["newest", "newer"]
    line.note("latest", 610)
    assert [line.take(611, ()), line.take(611, ())] == ["old", "latest"]


def test_a_group_that_is_being_graded_waits_and_the_others_do_not() -> None:
    line = Waiting(settle=0)
    line.note("g01", 2)
    line.note("g02", 1)
    assert line.take(3, {"g01"}) == "g02"
    assert line.take(3, {"g01"}) is None
    assert line.take(3, ()) == "g01"


def test_a_later_try_waits_for_its_time_and_a_push_does_not_wait_for_it() -> None:
    line = Waiting(settle=3, at_most=60)
    line.note("g01", 1000)  # a try after a failure, noted now, at 0
    assert line.take(500, ()) is None
    line.note("g01", 500)
    assert line.take(561, ()) == "g01"


def test_who_left_the_roster_is_forgotten() -> None:
    line = Waiting(settle=0)
    line.note("g01", 0)
    line.keep(["g02"])
    assert (line.take(10, ()), len(line)) == (None, 0)


# When to look


def polls(*groups: str) -> Polls:
    made = Polls(60, random.Random(1))  # noqa: S311 - the same jitter each time
    made.keep(groups, 0)
    return made


def test_each_repository_is_asked_once_until_it_answered_and_then_about_each_minute() -> None:
    turn = polls("g01", "g02")
    assert turn.due(0) == ["g01", "g02"]
    assert turn.due(500) == []
    turn.heard("g01", 10, reached=True)
    assert turn.due(60) == []
    assert turn.due(76.1) == ["g01"]  # 60 s and at most a tenth more


def test_repositories_drift_apart() -> None:
    turn = polls(*map(str, range(100)))
    turn.due(0)
    for name in range(100):
        turn.heard(str(name), 0, reached=True)
    assert 10 < len(turn.due(60)) < 90


def test_one_that_cannot_be_reached_waits_longer_each_time_up_to_an_hour() -> None:
    turn, now, waits = polls("g01"), 0.0, []
    for _ in range(10):
        assert turn.due(now) == ["g01"]
        turn.heard("g01", now, reached=False)
        began = now
        while not turn.due(now):
            now += 1
        waits.append(now - began)
        turn.heard("g01", now, reached=False)
        now += 4000
    assert all(second > first * 1.5 or second > 3200 for first, second in pairwise(waits))
    assert 3200 < waits[-1] < 4000
    turn.due(now)
    turn.heard("g01", now, reached=True)
    assert turn.due(now + 67) == ["g01"]


def test_news_while_it_is_being_asked_makes_it_asked_again() -> None:
    turn = polls("g01")
    assert turn.due(0) == ["g01"]
    turn.ask("g01", 1)
    assert turn.due(1) == []
    assert not turn.quiet
    turn.heard("g01", 2, reached=True)
    assert turn.due(2) == ["g01"]
    turn.heard("g01", 3, reached=True)
    assert turn.quiet
    turn.ask("nobody", 4)
    turn.heard("nobody", 4, reached=True)
    assert turn.due(4) == []


# After a failure of this machine


def test_waits_double_up_to_half_an_hour_and_begin_anew_once_it_works() -> None:
    retry = Retry()
    assert [retry.failed("g01") for _ in range(9)] == [15, 30, 60, 120, 240, 480, 960, 1800, 1800]
    assert retry.failed("g02") == 15
    retry.worked("g01")
    assert retry.failed("g01") == pytest.approx(15)
