from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import InputError
from grader.intake.exam.read_time import read_time
from grader.intake.exam.rules import DateOrder
from grader.intake.exam.sheet import Sheet
from grader.intake.exam.times import read_times


def _at(hour: int, minute: int, second: int, east: float | None) -> datetime:
    return datetime(2024, 12, 22, hour, minute, second, tzinfo=None if east is None else timezone(timedelta(hours=east)))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2024/12/22 11:49:31 AM GMT+8", _at(11, 49, 31, 8)),
        ("2024/12/22 12:05:00 AM GMT+5:30", _at(0, 5, 0, 5.5)),
        ("2024/12/22 12:05:00 PM UTC+1", _at(12, 5, 0, 1)),
        ("2024/12/22 3:49:23 p.m. GMT-3:30", _at(15, 49, 23, -3.5)),
        ("2024/12/22 上午 11:49:31 [GMT+8]", _at(11, 49, 31, 8)),
        ("2024/12/22 下午 1:05:00", _at(13, 5, 0, None)),
        ("2024年12月22日 下午1:05:00 格林威治標準時間+8", _at(13, 5, 0, 8)),
        ("2024/12/22 1:05:00 下午", _at(13, 5, 0, None)),
        ("２０２４/１２/２２ 13:05:00", _at(13, 5, 0, None)),
        ("22.12.2024, 13:05 MEZ", _at(13, 5, 0, 1)),
        ("22.12.2024 13:05:07 Uhr MESZ", _at(13, 5, 7, 2)),
        ("22.12.2024 1:05:07 nachm. CET", _at(13, 5, 7, 1)),
        ("12/22/2024 13:05:00 MDT", _at(13, 5, 0, -6)),
        ("2024-12-22 13:05:00", _at(13, 5, 0, None)),
        ("2024-12-22T13:05:00Z", _at(13, 5, 0, 0)),
        ("2024-12-22T13:05:00.123+08:00", _at(13, 5, 0, 8)),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, time: datetime) -> None:
    read = read_time(text, month_first=True)
    assert (read, read.utcoffset()) == (time, time.utcoffset())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a date"),
        ("yesterday", "not a date"),
        ("2024/12/22", "no time of day"),
        ("22/12/24 13:05", "no year of four digits"),
        ("2024/13/22 13:05", "is no time"),
        ("2024/12/22 25:05", "is no time"),
        ("2024/12/22 13:05 PM", "the hour 13 with pm"),
        ("2024/12/22 13:05 CST", "means several"),
        ("2024/12/22 at 13:05", "'at' between"),
    ],
)
def test_what_is_no_time_says_why(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_time(text)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), st.sampled_from([-11.5, -5, 0, 5.75, 8]))  # noqa: DTZ001 - a zone is added
def test_google_and_iso_say_the_same(time: datetime, east: float) -> None:
    aware = time.replace(microsecond=0, tzinfo=timezone(timedelta(hours=east)))
    minutes = abs(int(east * 60))
    zone = f"GMT{'-' if east < 0 else '+'}{minutes // 60}:{minutes % 60:02d}"
    google = (
        f"{aware.year}/{aware.month}/{aware.day} {aware.hour % 12 or 12}:{aware:%M:%S} {'AM' if aware.hour < 12 else 'PM'} {zone}"
    )
    assert read_time(google) == read_time(aware.isoformat()) == aware


def _sheet(*times: str) -> Sheet:
    return Sheet(Path("exam.csv"), 1, ("Timestamp",), tuple(range(2, 2 + len(times))), tuple((time,) for time in times))


def test_a_day_over_twelve_shows_which_number_is_the_month() -> None:
    first, second = read_times(_sheet("8/4/2025 10:00:00", "8/23/2025 10:00:00"), 0)
    assert (first, second) == (datetime(2025, 8, 4, 10, tzinfo=UTC), datetime(2025, 8, 23, 10, tzinfo=UTC))
    assert read_times(_sheet("8/4/2025 10:00:00", "23/4/2025 10:00:00"), 0)[0].month == 4
    assert read_times(_sheet("8/4/2025 10:00:00"), 0, stated=DateOrder.DAY_FIRST)[0].month == 4


def test_a_time_without_a_zone_is_taken_in_that_of_the_close() -> None:
    zone = timezone(timedelta(hours=8))
    bare, stated = read_times(_sheet("2025-01-01 12:00:00", "2025/1/1 12:00:00 PM GMT+1"), 0, zone=zone)
    assert stated - bare == timedelta(hours=7)


@pytest.mark.parametrize(
    ("times", "order", "line", "words"),
    [
        (("8/4/2025 10:00:00",), None, 2, "can be read in two ways"),
        (("8/23/2025 10:00", "23/8/2025 10:00"), None, 2, "the day on line 3"),
        (("8/23/2025 10:00",), DateOrder.DAY_FIRST, 2, "exam.dates says D/M/Y"),
        (("2025-01-01 12:00:00", "2025/1/1 12:00:00 PM GMT+1"), None, 2, "names no zone, but 1 others do"),
        (("2025-01-01 12:00:00", ""), None, 3, "column A (Timestamp): '' is not a date"),
    ],
)
def test_times_that_are_doubtful_are_refused(times: tuple[str, ...], order: DateOrder | None, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_times(_sheet(*times), 0, stated=order)
    assert words in str(caught.value)
    assert caught.value.line == line
