"""The contract of every executor, asked of each; and what only the one with slots promises."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from grader.executors.executor import Done, Executor, Task
from grader.executors.local import Local
from grader.executors.serial import Serial

EXECUTORS: dict[str, Callable[[], Executor]] = {"serial": Serial, "one slot": lambda: Local(1), "three slots": lambda: Local(3)}


@pytest.fixture(params=[*EXECUTORS, "three workers of a cluster"])
def executor(request: pytest.FixtureRequest) -> Executor:
    if request.param in EXECUTORS:
        return EXECUTORS[request.param]()
    found: Executor = request.getfixturevalue("dask_executor")
    return found


def _tasks(*expected: float) -> list[Task[float]]:
    return [Task(f"t{number}", seconds, seconds) for number, seconds in enumerate(expected)]


def test_every_task_ends_once_with_its_own_result(executor: Executor) -> None:
    ended: list[Done[float]] = []
    executor.run(_tasks(*range(20)), lambda value: value * 2, ended.append)
    assert sorted((done.name, done.result, done.error) for done in ended) == sorted((f"t{n}", n * 2, None) for n in range(20))


def test_the_longest_expected_starts_first_and_equals_keep_their_order(executor: Executor) -> None:
    begun: list[str] = []
    tasks = [Task("a", "a", 1), Task("b", "b", 9), Task("c", "c", 4), Task("d", "d", 9), Task("e", "e", 1)]
    if (
        not isinstance(executor, Serial) and getattr(executor, "slots", 3) > 1
    ):  # with several at once, only who is among the first is sure
        gate = threading.Barrier(3)

        def work(name: str) -> None:
            begun.append(name)
            if len(begun) <= 3:
                gate.wait(10)

        executor.run(tasks, work, lambda _done: None)
        assert set(begun[:3]) == {"b", "d", "c"}
    else:
        executor.run(tasks, begun.append, lambda _done: None)
        assert begun == ["b", "d", "c", "a", "e"]


def test_an_exception_ends_its_own_task_and_no_other(executor: Executor) -> None:
    ended: dict[str, Done[float]] = {}

    def divide(value: float) -> float:
        return 1 / value

    executor.run(_tasks(0, 1, 2), divide, lambda done: ended.update({done.name: done}))
    assert {name: done.result for name, done in ended.items()} == {"t0": None, "t1": 1.0, "t2": 0.5}
    assert [name for name, done in ended.items() if done.error] == ["t0"]
    assert isinstance(ended["t0"].error, ZeroDivisionError)


def test_what_has_ended_is_told_in_the_thread_that_called(executor: Executor) -> None:
    threads: set[int] = set()
    executor.run(_tasks(1, 2, 3), lambda value: value, lambda _done: threads.add(threading.get_ident()))
    assert threads == {threading.get_ident()}


def test_nothing_to_do_is_done_at_once(executor: Executor) -> None:
    executor.run([], lambda value: value, lambda _done: pytest.fail("nothing ended"))


def test_an_exception_of_the_listener_is_raised_and_starts_nothing_new(executor: Executor) -> None:
    begun: list[float] = []

    def fail(_done: Done[None]) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        executor.run(_tasks(*range(50)), lambda value: (begun.append(value), time.sleep(0.05))[1], fail)
    assert len(begun) < 50


def test_an_interrupt_in_the_work_is_raised_and_starts_nothing_new(executor: Executor) -> None:
    begun: list[float] = []

    def work(value: float) -> None:
        begun.append(value)
        if value == 49:  # the first to start
            raise KeyboardInterrupt
        time.sleep(0.05)

    with pytest.raises(KeyboardInterrupt):
        executor.run(_tasks(*range(50)), work, lambda _done: None)
    assert len(begun) < 50


def test_ctrl_c_stops_what_runs_and_starts_nothing_new() -> None:
    begun: list[float] = []
    stopped = threading.Event()
    executor = Local(2, stop=stopped.set)

    def work(value: float) -> None:
        begun.append(value)
        if len(begun) == 2:
            time.sleep(0.2)  # until the other thread waits for results
            os.kill(os.getpid(), signal.SIGINT)
        stopped.wait(30)

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        executor.run(_tasks(*range(6)), work, lambda _done: None)
    assert stopped.is_set()
    assert time.monotonic() - started < 5
    assert len(begun) == 2


def test_slots_are_used_at_the_same_time_and_never_more_of_them() -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def work(_value: float) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05)
        with lock:
            at_once -= 1

    Local(3).run(_tasks(*range(9)), work, lambda _done: None)
    assert most == 3


def test_an_interrupt_while_tasks_are_handed_out_stops_what_runs() -> None:
    begun: list[int] = []
    stopped = threading.Event()

    def work(value: int) -> None:
        begun.append(value)
        if len(begun) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        stopped.wait(10)

    with pytest.raises(KeyboardInterrupt):
        Local(2, stop=stopped.set).run([Task(str(number), number) for number in range(6)], work, lambda _: None)
    assert stopped.is_set()
    assert len(begun) == 2
