"""The default executor: threads of this process, each supervising work that runs in processes of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from grader.executors.executor import Done, R, T, Task


class Local:
    """At most `slots` tasks at once, the longest expected first; `stop` is called when the user interrupts."""

    def __init__(self, slots: int, stop: Callable[[], None] = lambda: None) -> None:
        self.slots, self.stop = max(1, slots), stop

    def run(self, tasks: Sequence[Task[T]], work: Callable[[T], R], on_done: Callable[[Done[R]], None]) -> None:
        """Run every task; see `Executor.run`."""
        ordered = sorted(tasks, key=lambda task: -task.expected)
        pool = ThreadPoolExecutor(self.slots, thread_name_prefix="slot")
        waiting: dict[Future[R], str] = {}
        try:
            for task in ordered:  # inside: an interrupt while they are handed out stops those that run
                waiting[pool.submit(work, task.value)] = task.name
            while waiting:
                ended, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in ended:
                    on_done(_done(waiting.pop(future), future))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            self.stop()
            raise
        pool.shutdown()


def _done(name: str, future: Future[R]) -> Done[R]:
    error = future.exception()
    if error is None:
        return Done(name, future.result(), None)
    if isinstance(error, Exception):
        return Done(name, None, error)
    raise error
