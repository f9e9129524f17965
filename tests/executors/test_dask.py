"""What a cluster does to the work: workers die, poison kills them, the scheduler goes and comes back, a worker is refused."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.executors.dask import Dask
from grader.executors.dask_link import DaskLink
from grader.executors.dask_workers import DaskWorkers
from grader.executors.executor import Done, Task
from grader.executors.worker import Ready, Worker
from grader.executors.worker_lost import WorkerLost


@contextmanager
def _following(
    processes: Any, ready: int = 1, prepare: Callable[[Worker], Ready] = lambda _worker: Ready(1), patience: float = 60
) -> Iterator[DaskWorkers]:
    with DaskWorkers(DaskLink(processes.address), prepare, session="s", patience=patience) as workers:
        _until(lambda: sum(one.ready is not None for one in workers.known.values()) >= ready)
        yield workers


def _until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def _pid() -> Callable[..., int]:
    """Return a function that travels by value: what is at the top of a test's module is found by nobody else."""

    def ask(_worker: Any, _session: str) -> int:
        return os.getpid()

    return ask


def _suicide() -> Callable[..., None]:
    def die(_worker: Any, _session: str) -> None:
        os.kill(os.getpid(), 9)

    return die


def test_all_calls_of_a_task_go_to_the_worker_that_is_lent_to_it(dask_executor: Dask) -> None:
    seen: dict[str, Done[list[int]]] = {}

    def work(_value: int) -> list[int]:
        return [dask_executor.call(_pid()) for _ in range(4)]

    dask_executor.run([Task(str(n), n) for n in range(6)], work, lambda done: seen.update({done.name: done}))
    assert [len(set(done.result or [])) for done in seen.values()] == [1] * 6
    assert all(pid != os.getpid() for done in seen.values() for pid in done.result or [])


def test_what_a_call_raises_is_raised_here(dask_executor: Dask) -> None:
    def refuse(_worker: Any, session: str) -> None:
        raise MachineError(f"not in session {session}")

    with pytest.raises(MachineError, match="not in session test"):
        dask_executor.call(refuse)


def test_a_worker_that_dies_gives_its_work_to_another_and_one_that_comes_is_used(processes: Any) -> None:
    victim = processes.worker()
    started = threading.Event()
    with _following(processes) as workers:
        executor = Dask(workers)
        ended: list[Done[int]] = []

        def slow(_worker: Any, _session: str) -> int:
            time.sleep(3)
            return os.getpid()

        def work(_value: int) -> int:
            started.set()
            return executor.call(slow)

        def disturb() -> None:
            started.wait()
            time.sleep(1)
            processes.kill(victim)
            processes.worker()

        disturber = threading.Thread(target=disturb)
        disturber.start()
        executor.run([Task("only", 0)], work, ended.append)
        disturber.join()
    assert ended[0].error is None
    assert ended[0].result not in {victim.pid, os.getpid()}


def test_work_that_kills_three_workers_is_given_up_and_the_rest_goes_on(processes: Any) -> None:
    for _ in range(4):
        processes.worker()
    with _following(processes, ready=4) as workers:
        executor = Dask(workers)
        ended: dict[str, Done[int | None]] = {}

        def work(value: int) -> int | None:
            return executor.call(_suicide()) if value == 0 else executor.call(_pid())

        executor.run([Task(str(n), n, expected=9 - n) for n in range(8)], work, lambda done: ended.update({done.name: done}))
        alive = [process for process in processes.running[1:] if process.poll() is None]
    assert isinstance(ended["0"].error, WorkerLost)
    assert [name for name, done in ended.items() if done.error] == ["0"]
    assert len(alive) == 1


def test_a_scheduler_that_comes_back_is_used_again_and_nobody_is_blamed(processes: Any) -> None:
    processes.worker()
    with _following(processes) as workers:
        executor = Dask(workers)
        ended: list[Done[int]] = []
        started = threading.Event()

        def slow(_worker: Any, _session: str) -> int:
            time.sleep(2)
            return os.getpid()

        def work(_value: int) -> int:
            started.set()
            return executor.call(slow)

        def disturb() -> None:
            started.wait()
            time.sleep(0.5)
            for process in list(processes.running):
                processes.kill(process)
            processes.scheduler()
            processes.worker()

        disturber = threading.Thread(target=disturb)
        disturber.start()
        executor.run([Task("a", 0), Task("b", 1)], work, ended.append)
        disturber.join()
    assert sorted((done.name, done.error) for done in ended) == [("a", None), ("b", None)]


def test_a_worker_that_is_not_fit_gets_no_work_and_the_reason_is_told(processes: Any) -> None:
    def refuse(_worker: Worker) -> Ready:
        raise MachineError("its sandbox lets something through")

    processes.worker()
    with _following(processes, ready=0, prepare=refuse, patience=2) as workers:
        _until(lambda: any(one.refused for one in workers.known.values()))
        ended: list[Done[int]] = []
        with pytest.raises(MachineError, match="lets something through"):
            Dask(workers).run([Task("a", 0)], lambda value: value, ended.append)
        assert ended == []


def test_while_there_is_a_better_worker_the_others_get_no_work(processes: Any) -> None:
    """As a notebook that is to have a graphics card waits for one: also before the worker that has it is prepared."""
    began = threading.Event()

    def has_card(worker: Worker) -> bool:
        return worker.resources.get("GPU", 0) > 0

    def prepare(worker: Worker) -> Ready:
        if has_card(worker):
            began.wait(20)
        return Ready(1)

    plain, better = processes.worker(), processes.worker("--resources", "GPU=1")
    with DaskWorkers(DaskLink(processes.address), prepare, session="s", patience=60, better=has_card) as workers:
        _until(lambda: len(workers.known) == 2 and any(one.ready for one in workers.known.values()))
        assert workers.lend(0.5) is None
        began.set()
        used: list[int] = []
        executor = Dask(workers)

        def work(value: int) -> None:
            used.append(executor.call(_pid()))
            if value == 1:
                better.kill()

        executor.run([Task("a", 0), Task("b", 1)], work, lambda _done: None)
        assert used == [better.pid, better.pid]
        executor.run([Task("c", 2)], work, lambda _done: None)
        assert used[-1] == plain.pid


def test_a_scheduler_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(MachineError, match="cannot be reached"):
        DaskLink("tcp://127.0.0.1:9", seconds=1)
