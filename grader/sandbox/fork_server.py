"""The default sandbox: bubblewrap around a fork server, a wall of its own around every run.

And the ones that are slower: a server for each run, behind bubblewrap or in a container.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from types import TracebackType
from typing import Any, Self

from grader.core.errors import MachineError
from grader.sandbox.cgroup import Cgroups, own_cgroups
from grader.sandbox.container_process import ContainerProcess
from grader.sandbox.conversation import CALLS
from grader.sandbox.job import Job, Outcome
from grader.sandbox.server_process import ServerPlan, ServerProcess, sealed
from grader.sandbox.watch import NeverStarted, Watch

_TRIES = 2


class ForkServer:
    """Runs jobs as children of one warm server; a server that dies is replaced and its runs are repeated once.

    `warm` names what the server imports before it serves; with `fresh`, each job gets a server of its own that
    imports nothing beforehand. `walled=False` is the 'none' sandbox: no protection at all.
    """

    def __init__(self, plan: ServerPlan, *, name: str, fresh: bool = False) -> None:
        self.plan, self.name, self.fresh = plan, name, fresh
        self._server: ServerProcess | None = None
        self._servers: set[ServerProcess] = set()
        self._closed = False
        self._lock = threading.Lock()
        self.cgroups = own_cgroups() if plan.walled and plan.engine is None else None  # a container has a group of its own
        self.replaced = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the server now, without waiting for its imports, so that it warms up while repositories are cloned."""
        if not self.fresh:
            with self._lock:
                self._current()

    def _current(self) -> ServerProcess:
        if self._server is not None and (self._server.grown or not self._server.alive):
            if not self._server.alive:
                self._server.close()  # one that has grown ends its runs first, and is closed with the others
            self._server = None
            self.replaced += 1
        if self._server is None:
            self._server = self._begin(self.plan)
        return self._server

    def _begin(self, plan: ServerPlan) -> ServerProcess:
        """Start a server that close() will end; with the lock held."""
        if self._closed:
            raise MachineError("the sandbox was closed")
        server = _start_in_keeper(plan)
        self._servers = {one for one in self._servers if one.alive} | {server}
        return server

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        """Run one job; a run that lost its server is run again on a new one, and MachineError after that."""
        try:
            for attempt in range(1, _TRIES + 1):
                try:
                    return self._run(job, on_event)
                except (MachineError, OSError) as error:
                    if attempt == _TRIES or self._closed or (job.conversation and job.conversation.asked):
                        raise MachineError(str(error)) from error
        finally:
            if job.conversation:
                job.conversation.end()
        raise AssertionError

    def _run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None) -> Outcome:
        if self.fresh:
            with self._lock:
                server = self._begin(replace(self.plan, limits=job.limits))
            try:
                server.ready()
                return _supervise(server, job, on_event, cgroups=self.cgroups)
            finally:
                server.close()
        with self._lock:
            server = self._current()
        server.ready()  # without the lock: who closes does not wait for TensorFlow
        try:
            return _supervise(server, job, on_event, self._lock, self.cgroups)
        except NeverStarted:
            server.close()
            raise
        except (MachineError, OSError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(1)  # a server that is dying still looks alive; the next try needs another
            raise

    def close(self) -> None:
        """End everything that runs, for good: a run that is under way raises MachineError, and none is started again."""
        with self._lock:
            self._closed = True
            for server in self._servers:
                server.close()
            self._servers, self._server = set(), None


def _start_in_keeper(plan: ServerPlan) -> ServerProcess:
    """Start a server from a thread that lives as long as it: the kernel ends it with the thread that started it."""
    answer: list[ServerProcess | BaseException] = []
    started = threading.Event()

    def keep() -> None:
        try:
            answer.append(ContainerProcess(plan) if plan.engine else ServerProcess(plan))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that asked
            answer.append(error)
            return
        finally:
            started.set()
        with contextlib.suppress(OSError):
            answer[0].process.wait()  # type: ignore[union-attr]  # the first answer is the server here

    threading.Thread(target=keep, name="sandbox-keeper", daemon=True).start()
    started.wait()
    if isinstance(answer[0], BaseException):
        raise answer[0]
    return answer[0]


def _supervise(
    server: ServerProcess,
    job: Job,
    on_event: Callable[[dict[str, Any]], None] | None,
    lock: threading.Lock | None = None,
    cgroups: Cgroups | None = None,
) -> Outcome:
    """Hand the job to the server and watch its run."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    reading, writing = os.pipe()
    names = list(job.inputs)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, reading)
        stack.enter_context(ours)
        work = stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-run-")) if not server.plan.walled else ""
        request = {
            "program": job.program, "parameters": dict(job.parameters), "seed": job.seed,
            "limits": {**asdict(job.limits), "seconds": job.limits.seconds + job.more_seconds},
            "inputs": [*names, CALLS] if job.conversation else names, "work": work,
        }  # fmt: skip
        with contextlib.ExitStack() as handed_over:
            handed_over.callback(os.close, writing)
            handed_over.enter_context(theirs)
            files = [json.dumps(request).encode(), job.tree or b"", *(job.inputs[name] for name in names)]
            sealed_files = [sealed(data) for data in files]
            for descriptor in sealed_files:
                handed_over.callback(os.close, descriptor)
            descriptors = [sealed_files[0], writing, theirs.fileno(), *sealed_files[1:]]
            if job.conversation:
                descriptors.append(job.conversation.reading)
            with lock or contextlib.nullcontext():
                socket.send_fds(server.control, [b"run"], descriptors)
        watch = Watch(
            reading, ours, job.limits, on_event, cgroups, job.conversation, server.end_run, more_seconds=job.more_seconds
        )
        outcome = watch.until_end(time.monotonic())
        server.noted(watch.server_bytes)
        return outcome
