"""A few threads that take work as it comes, beside the one that hands it out."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic

from grader.executors.executor import Done, R


class Crew(Generic[R]):
    """At most `size` pieces of work at once, each under a name; `wake` is called as each ends.

    The threads end with the process: who closes what they wait for need not wait for them.
    """

    def __init__(self, size: int, wake: Callable[[], object]) -> None:
        self.size, self._wake = size, wake
        self.busy: set[str] = set()
        self._given: queue.SimpleQueue[tuple[str, Callable[[], R]] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done[R]] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._serve, name=f"crew-{number}", daemon=True) for number in range(size)]
        for thread in self._threads:
            thread.start()

    @property
    def free(self) -> int:
        """How many pieces of work could start at once."""
        return max(0, self.size - len(self.busy))

    def give(self, name: str, work: Callable[[], R]) -> None:
        """Hand out work; more than `size` waits its turn. No two at a time have the same name."""
        if name in self.busy:
            raise ValueError(f"{name!r} is under way already")
        self.busy.add(name)
        self._given.put((name, work))

    def ended(self) -> list[Done[R]]:
        """Return what has ended since the last call, from the thread that hands out."""
        found: list[Done[R]] = []
        while not self._done.empty():
            found.append(self._done.get())
            self.busy.discard(found[-1].name)
        return found

    def close(self, seconds: float) -> None:
        """Take no more work, and wait up to `seconds` for what is under way."""
        for _ in self._threads:
            self._given.put(None)
        for thread in self._threads:
            thread.join(seconds / self.size)

    def _serve(self) -> None:
        while (given := self._given.get()) is not None:
            name, work = given
            try:
                done = Done(name, work(), None)
            except Exception as error:  # noqa: BLE001 - the contract of Done: an exception of one ends no other
                done = Done[R](name, None, error)
            self._done.put(done)
            self._wake()
