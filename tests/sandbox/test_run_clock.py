from __future__ import annotations

import pytest

from grader.sandbox import run_clock
from grader.sandbox.run_clock import GRACE, RunClock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as a list of one number that a test sets."""
    now = [1000.0]
    monkeypatch.setattr(run_clock.time, "monotonic", lambda: now[0])
    return now


def test_a_program_without_cells_has_its_seconds_in_all(at: list[float]) -> None:
    clock = RunClock(60)
    clock.hear({"event": "note"})
    at[0] += 50
    assert (clock.left, clock.spent) == (10 + GRACE, 50)
    at[0] += 20
    assert clock.left < 0
    assert clock.too_late() == ("TIMEOUT", "it was still running after 60 s")


def test_what_is_laid_ready_before_the_cells_and_asked_after_them_is_not_their_time(at: list[float]) -> None:
    clock = RunClock(60, more=20)
    at[0] += 40
    clock.hear({"event": "cells", "total": 3})
    assert clock.left == 60 + GRACE
    at[0] += 50
    clock.hear({"event": "asking"})
    assert clock.left == 20 + GRACE
    at[0] += 15
    assert clock.spent == 50
    assert clock.too_late()[1] == "it was still running after 20 s"


def test_no_run_can_wind_its_clock_up_again(at: list[float]) -> None:
    clock = RunClock(60)
    for _ in range(3):
        at[0] += 10
        clock.hear({"event": "cells"})
        clock.hear({"event": "asking"})
    assert clock.left == 40 + GRACE
