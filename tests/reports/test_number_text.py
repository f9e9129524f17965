from __future__ import annotations

from decimal import Decimal

import pytest

from grader.reports.language import language
from grader.reports.number_text import bytes_text, minutes_text, plain_text, points_text, seconds_text


@pytest.mark.parametrize(
    ("points", "text"),
    [("0", "0.00"), ("33.185", "33.19"), ("12.3333333333333333333", "12.33"), ("100", "100.00"), ("0.005", "0.01")],
)
def test_points_are_rounded_half_up_once(points: str, text: str) -> None:
    assert points_text(Decimal(points)) == text


def test_unknown_points_are_a_dash() -> None:
    assert points_text(None) == "—"


@pytest.mark.parametrize(("number", "text"), [("100", "100"), ("12.50", "12.5"), ("1E+2", "100"), ("0.0", "0")])
def test_a_maximum_reads_as_the_rubric_states_it(number: str, text: str) -> None:
    assert plain_text(Decimal(number)) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.421, "0.42 s"), (12.34, "12.3 s"), (185.0, "3 min 05 s"), (3600, "60 min 00 s")]
)
def test_a_duration_has_the_unit_a_reader_would_choose(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "not late"), (1, "1 minute"), (45, "45 minutes"), (1565, "1,565 minutes (1 d 2 h 5 min)")]
)
def test_lateness_is_said_in_days_and_hours_too(minutes: int, text: str) -> None:
    assert minutes_text(minutes, language()) == text


@pytest.mark.parametrize(("size", "text"), [(812, "812 B"), (1_240, "1.2 kB"), (5_000_000_000_000, "5000.0 GB")])
def test_sizes_are_decimal(size: int, text: str) -> None:
    assert bytes_text(size) == text
