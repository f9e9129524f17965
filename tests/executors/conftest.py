"""A small Dask cluster of real processes, each with ports of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.executors.dask import Dask
from grader.executors.dask_link import DaskLink
from grader.executors.dask_workers import DaskWorkers
from grader.executors.worker import Ready


class Processes:
    """A scheduler and workers that can be killed and started again; their settings are those of the README."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.running: list[subprocess.Popen[bytes]] = []

    def scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")

    def worker(self, *options: str, threads: int = 1) -> subprocess.Popen[bytes]:
        settings = ("--no-dashboard", "--no-nanny", "--memory-limit", "0", "--death-timeout", "60")
        local = self.folder / f"worker-{len(self.running)}"
        return self._start(
            "worker", self.address, "--nthreads", str(threads), "--local-directory", str(local), *settings, *options
        )

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{command[0]}-{len(self.running)}.log").open("wb")
        with log:
            arguments = [sys.executable, "-m", f"distributed.cli.dask_{command[0]}", *command[1:]]
            started = subprocess.Popen(arguments, stdout=log, stderr=log, start_new_session=True)
        self.running.append(started)
        return started

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self.running:
            if process.poll() is None:
                self.kill(process)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(tmp_path)
    made.scheduler()
    yield made
    made.close()


@pytest.fixture(scope="session")
def three_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    made = Processes(tmp_path_factory.mktemp("cluster"))
    made.scheduler()
    for _ in range(3):
        made.worker()
    yield made
    made.close()


@pytest.fixture(scope="session")
def connected(three_workers: Processes) -> Iterator[DaskWorkers]:
    link = DaskLink(three_workers.address)
    with DaskWorkers(link, lambda _worker: Ready(1), session="test", patience=60) as workers:
        until = time.monotonic() + 90
        while len([one for one in workers.known.values() if one.ready]) < 3:
            assert time.monotonic() < until, "the cluster did not start"
            time.sleep(0.1)
        yield workers


@pytest.fixture
def dask_executor(connected: DaskWorkers) -> Dask:
    return Dask(connected)
