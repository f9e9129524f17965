"""Work on many machines: threads of this process, each supervising work on a worker that a Dask cluster lends it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from grader.core.errors import MachineError
from grader.executors.dask_workers import DaskWorkers
from grader.executors.executor import Done, R, T, Task
from grader.executors.worker import Lent
from grader.executors.worker_lost import WorkerLost

_TICK = 0.2
_MOST_DEATHS, _MOST_TRIES = 3, 10


class Dask:
    """As many tasks at once as the cluster lends places, the longest expected first.

    A task runs in a thread here and calls what is to be done elsewhere by `call`; all its calls go to one worker as long as
    that lives. `stop` is called when the user interrupts.
    """

    def __init__(self, workers: DaskWorkers, stop: Callable[[], None] = lambda: None) -> None:
        self.workers, self.stop = workers, stop
        self._mine = threading.local()

    def run(self, tasks: Sequence[Task[T]], work: Callable[[T], R], on_done: Callable[[Done[R]], None]) -> None:
        """Run every task; see `Executor.run`. MachineError where for long no worker is there that could."""
        waiting = sorted(tasks, key=lambda task: -task.expected)[::-1]
        ended: queue.SimpleQueue[tuple[str, Future[R]]] = queue.SimpleQueue()
        running = 0
        pool = ThreadPoolExecutor(10_000, thread_name_prefix="lent")  # as many as there are places: the workers bound it
        try:
            while waiting or running:
                lent = self.workers.lend(0 if running else _TICK) if waiting else None
                if lent is not None:
                    task, running = waiting.pop(), running + 1
                    future = pool.submit(self._one, lent, work, task.value)
                    future.add_done_callback(lambda done, name=task.name: ended.put((name, done)))  # type: ignore[misc]  # mypy infers no type for a lambda with a default
                    continue
                if running and (one := _next(ended)) is not None:
                    running -= 1
                    on_done(_done(*one))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            self.stop()
            raise
        pool.shutdown()

    def _one(self, lent: Lent, work: Callable[[T], R], value: T) -> R:
        self._mine.lent = lent
        try:
            return work(value)
        finally:
            self._give_back()

    def call(self, function: Callable[..., R], *arguments: Any) -> R:
        """Return what `function(the Dask worker, the session, *arguments)` returns on the worker lent to this thread.

        A thread that was lent none is lent one for this call. Function, arguments and result are pickled. A worker that dies
        gives the call to another one; WorkerLost after three. What the function raises is raised here. MachineError where no
        worker can be had or reached.
        """
        held: Lent | None = getattr(self._mine, "lent", None)
        self._mine.lent = held or self.workers.lend_for_sure()
        deaths = 0
        try:
            for _ in range(_MOST_TRIES):
                answer = self.workers.ask(self._mine.lent, function, arguments)
                if answer is not None:
                    return answer[0]  # type: ignore[no-any-return]  # what came over the wire
                deaths += self.workers.died(self._mine.lent)
                if deaths >= _MOST_DEATHS:
                    raise WorkerLost(f"{deaths} workers died of it, one after another")
                self._give_back()
                self._mine.lent = self.workers.lend_for_sure()
        finally:
            if held is None:
                self._give_back()
        raise MachineError(f"the connection to the workers broke {_MOST_TRIES} times")

    def _give_back(self) -> None:
        lent, self._mine.lent = self._mine.lent, None
        if lent is not None:
            self.workers.give_back(lent)

    @property
    def where(self) -> Any:
        """What the worker that is lent to this thread said of itself when it was prepared; None outside a task."""
        lent: Lent | None = getattr(self._mine, "lent", None)
        return lent.worker.ready.about if lent and lent.worker.ready else None


def _next(ended: queue.SimpleQueue[tuple[str, Future[R]]]) -> tuple[str, Future[R]] | None:
    try:
        return ended.get(timeout=_TICK)
    except queue.Empty:
        return None


def _done(name: str, future: Future[R]) -> Done[R]:
    error = future.exception()
    if error is None:
        return Done(name, future.result(), None)
    if isinstance(error, Exception):
        return Done(name, None, error)
    raise error
