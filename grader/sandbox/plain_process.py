"""A process a run, without a wall: for a group's own code on its own machine, where a warm process cannot be forked."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import psutil

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.sandbox.bubblewrap import INSIDE
from grader.sandbox.job import Job, Outcome
from grader.sandbox.run_clock import RunClock
from grader.sandbox.server_process import ServerPlan, environment
from grader.sandbox.watch import Received, how_it_ended, too_much_memory

_LOOK: Final = 0.5  # seconds between two looks at a run's clock and memory
_KEPT: Final = ("PATH", "SYSTEMROOT", "WINDIR", "PATHEXT", "COMSPEC")  # what programs need to start on some systems


@dataclass(frozen=True)
class Used:
    """What a run used when it was looked at: bytes of memory, seconds of CPU."""

    memory: int = 0
    cpu: float = 0.0


class PlainProcess:
    """The sandbox 'none' where there is no fork server: every job is a fresh Python, so each pays for its imports.

    It needs nothing of one system: pipes, a thread that reads, and psutil. It bounds time, memory and results; it keeps
    nothing from the files and the network of whoever runs it.
    """

    def __init__(self, plan: ServerPlan, *, name: str) -> None:
        self.plan, self.name = plan, name
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Do nothing: there is nothing to warm up."""

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        """Run one job to its end or its limit; MachineError where it cannot be started."""
        if job.conversation is not None:
            raise MachineError("this machine cannot hold a conversation with a notebook: that needs Linux")
        with tempfile.TemporaryDirectory(prefix="grader-run-", ignore_cleanup_errors=True) as folder:
            kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
            variables = {**environment(self.plan), **kept}
            request = _written(Path(folder), job, variables, self.plan.data)
            command = [self.plan.python, str(INSIDE / "alone.py"), str(request)]
            null, pipe = subprocess.DEVNULL, subprocess.PIPE
            try:
                process = subprocess.Popen(command, stdin=null, stdout=pipe, stderr=null, cwd=folder, env=variables)
            except OSError as error:
                raise MachineError(f"a run cannot be started: {error}") from error
            with self._lock:
                self._running.add(process)
            try:
                return _watched(process, job, on_event)
            finally:
                _end(process)
                with self._lock:
                    self._running.discard(process)

    def close(self) -> None:
        """End what still runs."""
        with self._lock:
            running = tuple(self._running)
        for process in running:
            _end(process)


def _written(folder: Path, job: Job, variables: Mapping[str, str], data: Path | None) -> Path:
    """Write what a job needs into its folder; return the path of the request."""
    inputs = {name: folder / f"input-{number}" for number, name in enumerate(job.inputs)}
    for name, path in inputs.items():
        path.write_bytes(job.inputs[name])
    tree, work, request = folder / "tree.tar", folder / "work", folder / "request.json"
    tree.write_bytes(job.tree or b"")
    work.mkdir()
    document = {
        "program": job.program,
        "parameters": {**job.parameters, "spawn": True},
        "seed": job.seed,
        "work": str(work),
        "tree": str(tree),
        "inputs": {name: str(path) for name, path in inputs.items()},
        "configuration": {"environment": dict(variables), "data": str(data) if data else ""},
    }
    request.write_text(json.dumps(document), encoding="utf-8")
    return request


def _watched(process: subprocess.Popen[bytes], job: Job, on_event: Callable[[dict[str, Any]], None] | None) -> Outcome:
    """Read what the run hands out and bound it until it has ended."""
    told, clock = 0, RunClock(job.limits.seconds, job.more_seconds)
    received, most = Received(), Used()
    broken: list[str] = []
    verdict: tuple[RunStatus, str] | None = None
    reader = threading.Thread(target=_read, args=(process.stdout, received, broken), daemon=True)
    reader.start()
    while reader.is_alive():
        reader.join(_LOOK)
        events = received.events[told:]
        told += len(events)
        for event in events:
            clock.hear(event)
            if on_event:
                on_event(event)
        used = _used(process.pid)
        most = Used(max(most.memory, used.memory), max(most.cpu, used.cpu))
        verdict = verdict or _overstepped(most, clock, job)
        if verdict is not None or broken:
            _end(process)
    if broken:
        verdict = RunStatus.OUTPUT, f"the run handed out {broken[0]}"
    status, message = verdict or how_it_ended(received, process.wait())
    document = {**(received.document or {}), "events": received.events}
    return Outcome(status, document, received.files, clock.spent, most.cpu, most.memory, message)


def _overstepped(most: Used, clock: RunClock, job: Job) -> tuple[RunStatus, str] | None:
    """Return how a run ends that went over a bound, None for one that did not."""
    if most.memory > job.limits.memory_bytes:
        return RunStatus.MEMORY, too_much_memory(job.limits)
    return clock.too_late() if clock.left <= 0 else None


def _read(stream: IO[bytes] | None, received: Received, broken: list[str]) -> None:
    if stream is None:
        return
    with stream:
        while data := os.read(stream.fileno(), 1 << 20):
            try:
                received.feed(data)
            except ValueError as error:
                broken.append(str(error))
                return


def _used(process: int) -> Used:
    """Return what a process and those below it use at this moment."""
    memory, cpu = 0, 0.0
    for one in _tree(process):
        with contextlib.suppress(psutil.Error):
            memory += one.memory_info().rss
            times = one.cpu_times()
            cpu += times.user + times.system
    return Used(memory, cpu)


def _tree(process: int) -> list[psutil.Process]:
    try:
        top = psutil.Process(process)
        return [top, *top.children(recursive=True)]
    except psutil.Error:
        return []


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a run and all that is below it."""
    for one in _tree(process.pid):
        with contextlib.suppress(psutil.Error):
            one.kill()
    process.wait()
