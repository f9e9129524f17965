"""A sandbox that gives a graphics card to the runs that want one, and everything else to the sandbox it stands before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from grader.core.errors import MachineError
from grader.core.limits import MIB, Limits
from grader.core.show import show
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.gpus.gpu import Gpu
from grader.sandbox.gpus.lending import Driver, Lending
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.server_process import ServerPlan

_LOOK = 0.25
_TRIAL = Limits(seconds=300, memory_bytes=8192 * MIB)


def on_gpu(plan: ServerPlan, gpu: Gpu) -> ServerPlan:
    """Return the plan of a server that sees that card and no other one; nothing is imported before, so nothing is open on it."""
    variables = {
        "CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": gpu.id,
        "TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }  # fmt: skip
    return replace(plan, preload=(), devices=gpu.nodes, variables={**plan.variables, **variables})


def sees_card(sandbox: Sandbox) -> str:
    """Say why no framework of the environment computes on the card behind this wall; '' where one does."""
    outcome = sandbox.run(Job("gpu_seen", limits=_TRIAL, name="gpu_seen"))
    if outcome.document.get("seen"):
        return ""
    reasons = outcome.document.get("not_seen") or {"the trial": outcome.message or "it named no framework"}
    told = "; ".join(f"{show(name, 20)}: {show(why, 200)}" for name, why in reasons.items())
    return f"{told} (for TensorFlow: pip install 'grader[gpu]')"


class GpuRuns:
    """Runs jobs that want a card in a fresh process behind a wall that shows that card; the others go to `base`.

    A run whose card failed is repeated on another one: it is the machine's fault. `base` is closed with this. `sees` says
    why nothing in the environment computes on a card: then everything goes to `base`.
    """

    def __init__(self, base: ForkServer, lending: Lending, sees: Callable[[Sandbox], str] | None = None) -> None:
        self.base, self.lending, self.name = base, lending, base.name
        self._sees = sees or sees_card
        self._closed = threading.Event()
        self._servers = {gpu.id: ForkServer(on_gpu(base.plan, gpu), name=base.name, fresh=True) for gpu in lending.gpus}
        self._usable: bool | None = None
        self._trying = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Warm up what needs no card."""
        self.base.start()

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        """Run one job; MachineError where the wall fails, or every card."""
        if not job.gpu or not self.usable:
            return self.base.run(job, on_event)
        while True:  # as often as there are cards: each that fails is set aside
            if on_event:
                on_event({"event": "waiting-for-gpu"})
            with self.lending.lend(self._closed) as gpu:
                with _Memory(gpu, self.lending.driver) as memory:
                    outcome = self._servers[gpu.id].run(job, on_event)
                wrong = self.lending.check(gpu)
            if not wrong:
                return replace(outcome, gpu=gpu.name, gpu_bytes=memory.most)
            if job.conversation is not None:
                raise MachineError(f"the graphics card failed during the run: {wrong}")

    @property
    def usable(self) -> bool:
        """Whether a framework of the environment computes on a card, which is tried once; where none does, that is said aloud."""
        with self._trying:
            while self._usable is None:
                with self.lending.lend(self._closed) as gpu:
                    why = self._sees(self._servers[gpu.id])
                    if self.lending.check(gpu):
                        continue
                self._usable = not why
                if why:
                    self.lending.hear(f"notebooks run on the CPU, not on {self.lending.described}: {why}")
            return self._usable

    def close(self) -> None:
        """End everything that runs, with or without a card."""
        self._closed.set()
        self.lending.wake()
        for server in self._servers.values():
            server.close()
        self.base.close()


class _Memory:
    """Looks, while a run goes on, how much of its card's memory is taken; `most` is beyond what was before."""

    def __init__(self, gpu: Gpu, driver: Driver) -> None:
        self._gpu, self._driver = gpu, driver
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="gpu-memory", daemon=True)
        self.most = self._before = 0

    def __enter__(self) -> Self:
        self._before = self._driver.used_bytes(self._gpu)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK):
            try:
                self.most = max(self.most, self._driver.used_bytes(self._gpu) - self._before)
            except MachineError:
                return  # the check after the run says what is wrong
