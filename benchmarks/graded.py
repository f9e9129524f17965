"""The command `grader`, with a stopwatch: it changes nothing of a run but how the sandbox's server ends.

    python graded.py THREADS ARGUMENTS …

Notes (JSON, to $NOTES): `start` (what the fork server used until it was ready), `warm_wall` (seconds from there to the end),
and `stages`: for each step of each submission its name, its wall seconds and its CPU seconds. The CPU seconds of 'clone' are
right with one slot only: several at once cannot be told apart.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

import grader.intake.git
import grader.judge
import grader.reports.write_reports
import grader.sandbox.server_process as server
from grader.cli.app import main
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Job, Outcome

NOTES: dict[str, Any] = {"stages": []}


def watch_steps() -> None:
    """Note what every clone, every job in the sandbox, the judging and the reports take.

    The functions are replaced where they are defined, before the command imports what uses them.
    """
    watch(grader.intake.git, "fetch", "clone", children=True)
    watch(grader.judge, "judge", "judge")
    watch(grader.reports.write_reports, "write_reports", "report")
    real = ForkServer.run

    def run(self: ForkServer, job: Job, *rest: Any) -> Outcome:
        outcome = real(self, job, *rest)
        reference = threading.current_thread() is threading.main_thread()  # groups are measured in the executor's threads
        note(f"reference {job.program}" if reference else job.program, outcome.seconds, outcome.cpu_seconds)
        return outcome

    ForkServer.run = run  # type: ignore[method-assign,assignment]  # the stopwatch


def watch(module: Any, name: str, stage: str, *, children: bool = False) -> None:
    """Note what each call of the module's function takes in its thread and, with `children`, in programs it waits for."""
    real: Callable[..., Any] = getattr(module, name)

    @functools.wraps(real)
    def timed(*args: Any, **kwargs: Any) -> Any:
        wall, cpu, below = time.monotonic(), time.thread_time(), waited_for()
        try:
            return real(*args, **kwargs)
        finally:
            extra = waited_for() - below if children else 0.0
            note(stage, time.monotonic() - wall, time.thread_time() - cpu + extra)

    setattr(module, name, timed)


def note(stage: str, seconds: float, cpu: float) -> None:
    """Keep one step."""
    NOTES["stages"].append({"stage": stage, "seconds": round(seconds, 4), "cpu": round(cpu, 4)})


def waited_for() -> float:
    """Return the CPU seconds of the programs this process has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def watch_server() -> None:
    """Note what the server's start takes, and let it end by itself, so that the kernel adds up its time."""
    ready, close = server.ServerProcess.ready, server.ServerProcess.close

    def note_ready(self: server.ServerProcess) -> None:
        ready(self)
        if "start" not in NOTES:
            NOTES["start"], NOTES["ready_at"] = tree_cpu(self.process.pid), time.monotonic()

    def close_gently(self: server.ServerProcess) -> None:
        self.control.close()
        if hasattr(self, "process"):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        close(self)

    server.ServerProcess.ready = note_ready  # type: ignore[method-assign]  # the stopwatch
    server.ServerProcess.close = close_gently  # type: ignore[method-assign]  # likewise


def tree_cpu(pid: int) -> float:
    """Return the CPU seconds of a process, of all below it, and of those they have waited for."""
    top = psutil.Process(pid)
    return sum(sum(process.cpu_times()[:4]) for process in (top, *top.children(recursive=True)))


def timed_main(threads: int) -> None:
    """Run the command line, then write the notes."""
    watch_steps()
    watch_server()
    if threads != 1:
        server.ServerPlan = functools.partial(server.ServerPlan, threads=threads)  # type: ignore[misc,assignment]  # the knob
    try:
        main()
    finally:
        ended = time.monotonic()
        NOTES["warm_wall"] = ended - NOTES.pop("ready_at", ended)
        NOTES["own_cpu"] = time.process_time()
        Path(os.environ["NOTES"]).write_text(json.dumps(NOTES), encoding="utf-8")


if __name__ == "__main__":
    threads = int(sys.argv.pop(1))
    timed_main(threads)
