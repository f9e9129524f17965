from __future__ import annotations

import threading

import pytest

from grader.executors.crew import Crew


def test_work_is_done_beside_and_comes_back_by_name() -> None:
    woken = threading.Event()
    crew = Crew[int](2, woken.set)
    gate = threading.Event()
    crew.give("slow", lambda: gate.wait(10) and 1)
    crew.give("wrong", lambda: 1 // 0)
    assert crew.free == 0
    assert woken.wait(10)
    ended = crew.ended()
    assert [(one.name, one.result, type(one.error)) for one in ended] == [("wrong", None, ZeroDivisionError)]
    assert (crew.busy, crew.free) == ({"slow"}, 1)
    with pytest.raises(ValueError, match="under way"):
        crew.give("slow", lambda: 2)
    woken.clear()
    gate.set()
    assert woken.wait(10)
    assert [(one.name, one.result) for one in crew.ended()] == [("slow", 1)]
    crew.close(10)


def test_what_does_not_end_is_not_waited_for_too_long() -> None:
    gate = threading.Event()
    crew = Crew[bool](1, lambda: None)
    crew.give("stuck", lambda: gate.wait(60))
    crew.close(0.1)
    assert crew.ended() == []
    gate.set()
