"""How a group's own code runs on the group's own machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.sandbox.choose import NO_WALL, choose_sandbox
from grader.sandbox.job import Sandbox
from grader.sandbox.plain_process import PlainProcess
from grader.sandbox.server_process import ServerPlan

_LOOKING = ("keras", "h5py", "survey", "predict")


def choose_at_home(name: str, *, quick: bool) -> Callable[[Path], Sandbox]:
    """Return what starts the sandbox of that name, given the folder of training data.

    With `quick` it imports only what looking at files and predicting need.
    """

    def start(data: Path) -> Sandbox:
        if name == NO_WALL and not hasattr(os, "pidfd_open"):  # every system but Linux
            return PlainProcess(ServerPlan(walled=False, data=data), name=name)
        server = choose_sandbox(name, ServerPlan(data=data))
        if quick and server.plan.preload:
            server.plan = replace(server.plan, preload=_LOOKING)
        server.start()
        return server

    return start
