"""What a Dask worker does for the grader: prepare a sandbox of its own, prove it, run jobs in it."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

from grader.cluster.setup import About, Setup
from grader.core.errors import MachineError
from grader.core.limits import Limits
from grader.executors.usable_memory import usable_memory
from grader.intake.keras_layout import read_keras_layout
from grader.intake.published_keys import write_published_keys
from grader.intake.training_folder import write_training_folder
from grader.provenance import CPU, provenance
from grader.sandbox.choose import NO_WALL, choose_sandbox, choose_with_gpus
from grader.sandbox.conformance import conformance
from grader.sandbox.gpus.gpu_runs import GpuRuns
from grader.sandbox.gpus.lending import find_lending
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.server_process import ServerPlan, server_plan

_NAME = "grader"


class GraderWorker(WorkerPlugin):
    """The sandboxes of one worker process, for one session at a time; they end with the worker."""

    def __init__(self) -> None:
        self.session = ""
        self.sandboxes: dict[str, Sandbox] = {}
        self.proved: set[str] = set()
        self.lock = threading.Lock()

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - the library's signature
        """End everything that runs."""
        self.close()

    def close(self) -> None:
        """End every run of the session."""
        for one in self.sandboxes.values():
            one.close()
        self.sandboxes = {}
        self.session = ""


def prepare(worker: Any, session: str, setup: Setup) -> About:
    """Make the worker fit for a session and say with what it measures; what a former session left running ends.

    Raises MachineError where the sandbox cannot be had or lets something through.
    """
    plugin = _plugin(worker)
    with plugin.lock:
        plugin.close()
        data = _data(Path(worker.local_directory), setup)
        lending = find_lending(Limits(gpu=setup.gpu))
        wall = choose_with_gpus(setup.sandbox, server_plan(data), lending)
        if setup.prove and wall.name not in plugin.proved and wall.name != NO_WALL:
            _prove(setup.sandbox)
            plugin.proved.add(wall.name)
        here = [one for one in setup.environments if Path(one.python).exists()]
        plugin.sandboxes = {"": wall}
        for one in here:
            plugin.sandboxes[one.name] = choose_with_gpus(setup.sandbox, server_plan(data, one), lending)
        plugin.session = session
        wall.start()
    return _about(wall, data.name)


def run_job(worker: Any, session: str, environment: str, job: Job) -> Outcome:
    """Run a job in the sandbox of that environment ('': the grader's own); MachineError where it is not prepared here."""
    plugin = _plugin(worker)
    if plugin.session != session:
        raise MachineError(f"the worker {worker.address} was taken by another run of the grader")
    wall = plugin.sandboxes.get(environment)
    if wall is None:
        what = f"the environment {environment!r} is not built on the machine of {worker.address}"
        raise MachineError(f"{what}; put the course folder where every machine sees it under the same path")
    return wall.run(job)


def end(worker: Any, session: str) -> None:
    """End what the session runs on this worker."""
    plugin = _plugin(worker)
    if plugin.session == session:
        plugin.close()


def _plugin(worker: Any) -> GraderWorker:
    if _NAME not in worker.plugins:
        asyncio.run_coroutine_threadsafe(worker.plugin_add(GraderWorker(), name=_NAME), worker.loop.asyncio_loop).result()
    found: GraderWorker = worker.plugins[_NAME]
    return found


def _data(folder: Path, setup: Setup) -> Path:
    """Lay the training data out in the worker's own folder, which ends with it."""
    target = folder / "grader-training"
    data = target / setup.training_sha256
    if not data.is_dir():
        with tempfile.NamedTemporaryFile(suffix=".npz") as file:
            file.write(setup.training)
            file.flush()
            made = write_training_folder(read_keras_layout(Path(file.name), "training data"), target)
        if made != data:
            raise MachineError("the training data did not arrive as they were sent")
    if setup.published:
        write_published_keys(data, setup.published)
    return data


def _prove(sandbox: str | None) -> None:
    with choose_sandbox(sandbox, ServerPlan()) as wall:
        wall.plan = replace(wall.plan, preload=())  # the questions are about the wall
        wrong = [reply for reply in conformance(wall) if not reply.no]
    if wrong:
        raise MachineError(
            f"its sandbox lets something through: {wrong[0].question} {wrong[0].detail}; see: grader doctor --quick"
        )


def _about(sandbox: Sandbox, training_sha256: str) -> About:
    lending = sandbox.lending if isinstance(sandbox, GpuRuns) and sandbox.usable else None
    gpus, device = (len(lending.gpus), lending.described) if lending else (0, CPU)
    found = provenance(sandbox.name, "", Limits(), device=device)
    return About(found.grader, found.python, found.framework, found.device, found.sandbox, training_sha256, usable_memory(), gpus)
