"""One after another, in this thread: the simplest executor, and the yardstick for the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.executors.executor import Done, R, T, Task


class Serial:
    """Runs tasks in order of expected length."""

    def run(self, tasks: Sequence[Task[T]], work: Callable[[T], R], on_done: Callable[[Done[R]], None]) -> None:
        """Run every task; see `Executor.run`."""
        for task in sorted(tasks, key=lambda task: -task.expected):
            try:
                done = Done(task.name, work(task.value), None)
            except Exception as error:  # noqa: BLE001 - the contract: an exception of one task ends no other
                done = Done(task.name, None, error)
            on_done(done)
