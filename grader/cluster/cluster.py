"""Everything a course's run needs of a cluster: workers that are prepared for it, and an executor that uses them."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.cluster.remote_sandbox import RemoteSandbox
from grader.cluster.setup import About, Setup
from grader.cluster.worker import end, prepare
from grader.core.environment import BuiltEnvironment
from grader.core.errors import MachineError
from grader.core.evidence import Provenance
from grader.core.limits import IF_AVAILABLE
from grader.executors.dask import Dask
from grader.executors.dask_link import DaskLink
from grader.executors.dask_workers import DaskWorkers
from grader.executors.executor import Done, R, T, Task
from grader.executors.worker import Ready, Worker
from grader.intake.published_keys import PUBLISHED_TEST

_MEASURED_WITH = ("grader", "python", "framework", "sandbox")


class Cluster:
    """A Dask cluster that grades one course; workers may come and go.

    Workers are prepared once `sandbox` has said with what. `hear` is told, in sentences, what happens to workers.
    Raises MachineError where the scheduler cannot be reached.
    """

    def __init__(
        self, address: str, *, sandbox: str | None = None, memory_bytes: int, gpu: str = IF_AVAILABLE,
        security: Mapping[str, str] | None = None,
        hear: Callable[[str], None] = lambda _: None, prove: bool = True, patience: float = 600,
    ) -> None:  # fmt: skip
        self._asked, self._memory, self._gpu, self._prove = sandbox, memory_bytes, gpu, prove
        self._setup: Setup | None = None
        self._told = threading.Event()
        self.about: dict[str, About] = {}
        self.workers = DaskWorkers(
            DaskLink(address, security), self._prepare, session=secrets.token_hex(8), patience=patience, hear=hear,
            better=self._has_gpu,
        )  # fmt: skip
        self._executor = Dask(self.workers, stop=self.end)

    def __enter__(self) -> Self:
        self.workers.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._told.set()
        self.end()
        self.workers.close()

    def sandbox(self, data: Path, environment: BuiltEnvironment | None = None) -> RemoteSandbox:
        """Return the sandbox that is on whichever worker a group is lent; `data` is the training data's folder here."""
        before = self._setup
        if before is None:
            body = (data / "keras" / "mnist.npz").read_bytes()
            keys = (data / PUBLISHED_TEST).read_bytes() if (data / PUBLISHED_TEST).is_file() else b""
            before = Setup(self._asked, self._memory, body, data.name, prove=self._prove, gpu=self._gpu, published=keys)
        if environment is not None and environment not in before.environments:
            if self._told.is_set():
                raise MachineError("an environment came after the workers were prepared")
            before = replace(before, environments=(*before.environments, environment))
        self._setup = before
        return RemoteSandbox(self._asked or "fork-server", self._call, environment.name if environment else "")

    @property
    def places(self) -> int:
        """How many groups can be measured at once now."""
        return sum(one.ready.places for one in list(self.workers.known.values()) if one.ready)

    def where(self, here: Provenance) -> Provenance:
        """Return where this thread's task is measured: what its worker said of itself, in the place of what is here."""
        found = self._executor.where
        if not isinstance(found, About):
            return here
        named = {name: getattr(found, name) for name in _MEASURED_WITH}
        return replace(here, **named)

    def mixed(self, here: Provenance) -> tuple[str, ...]:
        """Return a sentence for each worker that measures with other versions or another sandbox than the parent states."""
        workers = sorted(self.about.items())
        devices = {about.device: address for address, about in workers}
        return tuple(
            f"{address} measures with {name} {getattr(about, name)!r}, here it is {getattr(here, name)!r}"
            for address, about in workers
            for name in _MEASURED_WITH
            if getattr(about, name) != getattr(here, name)
        ) + tuple(
            f"{address} measures on {device!r}, another one on another device"
            for device, address in devices.items()
            if len(devices) > 1
        )

    def run(self, tasks: Sequence[Task[T]], work: Callable[[T], R], on_done: Callable[[Done[R]], None]) -> None:
        """Run every task, each with a place on a worker of its own; see `Executor.run`."""
        self._told.set()
        self._executor.run(tasks, work, on_done)

    def end(self) -> None:
        """End what runs on every worker."""
        for one in list(self.workers.known.values()):
            self.workers.link.ask(one.address, end, (self.workers.session,))

    def _call(self, function: Callable[..., object], *arguments: object) -> object:
        self._told.set()
        return self._executor.call(function, *arguments)

    def _has_gpu(self, worker: Worker) -> bool:
        """Say whether a worker has a card to lend: by what it was started with, before it can say it itself."""
        if self._gpu != IF_AVAILABLE:
            return False
        return bool(worker.ready.about.gpus) if worker.ready else worker.resources.get("GPU", 0) > 0

    def _prepare(self, worker: Worker) -> Ready:
        self._told.wait()
        if self._setup is None:
            raise MachineError("the run ended before there was anything to do")
        answer = self.workers.link.ask(worker.address, prepare, (self.workers.session, self._setup))
        about = answer[0] if answer else None
        if not isinstance(about, About):
            raise MachineError("it did not answer when it was prepared")
        if about.training_sha256 != self._setup.training_sha256:
            raise MachineError("it holds other training data")
        places = min(worker.threads, int(about.memory_bytes // self._memory), about.gpus or worker.threads)
        if places < 1:
            raise MachineError(f"it may use {about.memory_bytes / 1e9:.1f} GB, and one run may take {self._memory / 1e9:.1f} GB")
        self.about[worker.address] = about
        return Ready(places, about)
