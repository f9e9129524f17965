"""How a group's own code runs on the group's own machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from grader.core.errors import MachineError
from grader.core.limits import Limits
from grader.sandbox.choose import NO_WALL, choose_with_gpus
from grader.sandbox.gpus.lending import Lending, find_lending
from grader.sandbox.job import Sandbox
from grader.sandbox.plain_process import PlainProcess
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.warm import AT_HOME, LOOKING, PREDICTING


def choose_at_home(
    name: str, limits: Limits, *, quick: bool, hear: Callable[[str], None] = lambda _: None
) -> Callable[[Path, bool], Sandbox]:
    """Return what starts the sandbox of that name, given the folder of training data and whether there may be a model.

    The folder may be filled until the first run begins. With `quick` only what looking at files needs is imported, and with
    a model what predicting needs. Where a graphics card does not answer, `hear` is told and the notebook runs without.
    """

    def start(data: Path, model: bool) -> Sandbox:
        if name == NO_WALL and not hasattr(os, "pidfd_open"):  # every system but Linux
            return PlainProcess(ServerPlan(walled=False, data=data), name=name)
        needed = (PREDICTING if model else LOOKING) if quick else AT_HOME
        plan = ServerPlan(data=data, preload=needed, few=True)
        chosen = choose_with_gpus(name, plan, None if quick else _lending(limits, hear))
        chosen.start()
        return chosen

    return start


def _lending(limits: Limits, hear: Callable[[str], None]) -> Lending | None:
    try:
        return find_lending(limits, hear)
    except MachineError as error:
        hear(f"{error}; the notebook runs on the CPU")
        return None
