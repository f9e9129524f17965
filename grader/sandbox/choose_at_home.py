"""How a group's own code runs on the group's own machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.core.errors import MachineError
from grader.core.limits import Limits
from grader.sandbox.choose import NO_WALL, choose_sandbox
from grader.sandbox.gpus.gpu_runs import GpuRuns
from grader.sandbox.gpus.lending import Lending, find_lending
from grader.sandbox.job import Sandbox
from grader.sandbox.plain_process import PlainProcess
from grader.sandbox.server_process import ServerPlan

_LOOKING = ("keras", "h5py", "survey", "predict")


def choose_at_home(
    name: str, limits: Limits, *, quick: bool, hear: Callable[[str], None] = lambda _: None
) -> Callable[[Path], Sandbox]:
    """Return what starts the sandbox of that name, given the folder of training data.

    With `quick` it imports only what looking at files and predicting need. Where a graphics card does not answer, `hear` is
    told and the notebook runs without.
    """

    def start(data: Path) -> Sandbox:
        if name == NO_WALL and not hasattr(os, "pidfd_open"):  # every system but Linux
            return PlainProcess(ServerPlan(walled=False, data=data), name=name)
        server = choose_sandbox(name, ServerPlan(data=data))
        if quick:
            server.plan = replace(server.plan, preload=_LOOKING) if server.plan.preload else server.plan
            server.start()
            return server
        lending = _lending(limits, hear)
        whole = GpuRuns(server, lending) if lending else server
        whole.start()
        return whole

    return start


def _lending(limits: Limits, hear: Callable[[str], None]) -> Lending | None:
    try:
        return find_lending(limits, hear)
    except MachineError as error:
        hear(f"{error}; the notebook runs on the CPU")
        return None
