"""The workers of a Dask cluster: found, prepared, lent one place at a time, and missed when they die."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from grader.core.errors import MachineError
from grader.core.show import show
from grader.executors.dask_link import DaskLink
from grader.executors.worker import Lent, Ready, Worker

_POLL = 0.5


class DaskWorkers:
    """Follows a cluster from a thread of its own; every worker is prepared by `prepare(worker)` before it gets work.

    `prepare` runs in a thread here and may `ask_now` the worker; what it raises makes the worker refused. The scheduler may
    go and come back at the same address within `patience` seconds: then its workers are prepared anew. While there is a
    `better` worker the others get no work, so that work waits for one.
    """

    def __init__(
        self,
        link: DaskLink,
        prepare: Callable[[Worker], Ready],
        *,
        session: str,
        patience: float = 600,
        hear: Callable[[str], None] = lambda _: None,
        better: Callable[[Worker], bool] = lambda _: False,
    ) -> None:
        self.link, self.session, self.patience = link, session, patience
        self._prepare, self._hear, self._better = prepare, hear, better
        self.known: dict[str, Worker] = {}
        self._changed = threading.Condition()
        self._polls = 0
        self._dead: set[str] = set()
        self._closed = threading.Event()
        self._alone = time.monotonic()
        self._watcher = threading.Thread(target=self._watch, name="dask-workers", daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the cluster go; a second time does nothing."""
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        if self._watcher.is_alive():
            self._watcher.join(10)
        self.link.close()

    # Lending

    def lend(self, seconds: float) -> Lent | None:
        """Return a place on the least busy worker, None where none gets free in that time; MachineError where there is nobody."""
        until = time.monotonic() + seconds
        with self._changed:
            while (place := self._place()) is None:
                self._require_somebody()
                left = until - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)
        return place

    def lend_for_sure(self) -> Lent:
        """Return a place, as soon as there is one."""
        while True:
            if (place := self.lend(1.0)) is not None:
                return place

    def give_back(self, lent: Lent) -> None:
        """Return a place that was lent."""
        with self._changed:
            lent.worker.lent -= 1
            self._changed.notify_all()

    def _place(self) -> Lent | None:
        usable = [one for one in self.known.values() if not one.refused]
        best = [one for one in usable if self._better(one)] or usable
        free = [one for one in best if one.ready and one.lent < one.ready.places]
        if not free:
            return None
        chosen = min(free, key=lambda one: one.lent / (one.ready.places if one.ready else 1))
        chosen.lent += 1
        return Lent(chosen)

    def _require_somebody(self) -> None:
        if self._closed.is_set():
            raise MachineError("the cluster was let go")
        if any(one.ready for one in self.known.values()):
            self._alone = time.monotonic()
        elif time.monotonic() - self._alone > self.patience:
            raise MachineError(f"no worker of {self.link.address} can be used: {self.why_nobody()}")

    def why_nobody(self) -> str:
        """Say why there is no worker, in a sentence for people."""
        refused = [f"{one.address}: {one.refused}" for one in self.known.values() if one.refused]
        return "; ".join(refused) or "there is none; start one with: dask worker ADDRESS --nthreads 1 --memory-limit 0"

    # Asking

    def ask(self, lent: Lent, function: Callable[..., Any], arguments: Sequence[Any]) -> tuple[Any] | None:
        """Return in a tuple what the worker answers, None where it, the scheduler or the way to it broke."""
        return self.link.ask(lent.worker.address, function, (self.session, *arguments))

    def died(self, lent: Lent) -> bool:
        """Say, of a worker that did not answer, whether it is gone while the scheduler stayed."""
        with self._changed:
            polls = self._polls
            while self._polls < polls + 2 and not self._closed.is_set():  # the poll that runs now may have begun before
                self._changed.wait(1.0)
            return lent.worker.id in self._dead

    # Watching

    def _watch(self) -> None:
        while not self._closed.wait(_POLL):
            found = self.link.workers()
            if found is None:
                self._forget()
                if self.link.again():
                    self._hear(f"connected to {self.link.address} again")
            else:
                self._compare(found)

    def _forget(self) -> None:
        """The scheduler is gone: nobody can say who still lives, and nobody's work is to blame."""
        with self._changed:
            self.known.clear()
            self._polls += 1
            self._changed.notify_all()

    def _compare(self, found: Mapping[str, Worker]) -> None:
        with self._changed:
            gone = self.known.keys() - found.keys()
            self._dead |= gone
            for name in gone:
                self._hear(f"worker {self.known.pop(name).address} is gone")
            new = [one for name, one in found.items() if name not in self.known]
            self.known.update({one.id: one for one in new})
            self._polls += 1
            self._changed.notify_all()
        for one in new:
            threading.Thread(target=self._get_ready, args=(one,), daemon=True).start()

    def _get_ready(self, worker: Worker) -> None:
        try:
            ready, refused = self._prepare(worker), ""
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it gets no work and the others do
            ready, refused = None, show(str(error) or type(error).__name__, 500)
        with self._changed:
            worker.ready, worker.refused = ready, refused
            self._alone = time.monotonic() if ready else self._alone
            self._changed.notify_all()
        said = f"is ready, {ready.places} at once" if ready else f"gets no work: {refused}"
        self._hear(f"worker {worker.address} {said}")
