"""Which sandbox a run uses: the strongest this machine has, or the one that was named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from grader.core.errors import InputError, MachineError
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.containers.engine import ENGINES, Engine, find_engine, first_engine
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.gpus.gpu_runs import GpuRuns
from grader.sandbox.gpus.lending import Lending
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.warm import WARM

NO_WALL = "none"
_INSTALL = "install it with: sudo apt-get install bubblewrap"


def _fork_server(plan: ServerPlan) -> ForkServer:
    return ForkServer(replace(plan, walled=True, preload=plan.preload or WARM), name="fork-server")


def _bubblewrap(plan: ServerPlan) -> ForkServer:
    return ForkServer(replace(plan, walled=True, preload=()), name="bubblewrap", fresh=True)


def _engines(name: str, plan: ServerPlan) -> ForkServer:
    return _container(find_engine(name), plan)


def _container(engine: Engine, plan: ServerPlan) -> ForkServer:
    return ForkServer(replace(plan, walled=True, preload=(), engine=engine), name=engine.name, fresh=True)


def _none(plan: ServerPlan) -> ForkServer:
    return ForkServer(replace(plan, walled=False, preload=plan.preload or WARM), name=NO_WALL)


SANDBOXES: Mapping[str, Callable[[ServerPlan], ForkServer]] = {
    "fork-server": _fork_server,
    "bubblewrap": _bubblewrap,
    **{name: partial(_engines, name) for name in ENGINES},
    NO_WALL: _none,
}


def choose_sandbox(name: str | None, plan: ServerPlan) -> ForkServer:
    """Return the sandbox of that name, or the strongest one; MachineError where this machine has no wall.

    It imports beforehand what the plan says, else everything that notebooks of the course import; a fresh one nothing.
    """
    if name is not None and name not in SANDBOXES:
        raise InputError(f"there is no sandbox called {name!r}", hint=f"choose one of: {', '.join(SANDBOXES)}")
    if name in {NO_WALL, *ENGINES} or find_bubblewrap() is not None:
        return SANDBOXES[name or "fork-server"](plan)
    if name is not None:
        raise MachineError(f"bubblewrap is not installed; {_INSTALL}")
    engine, why_not = first_engine()
    if engine is None:
        raise MachineError(f"submitted code runs only behind a wall: {why_not}, and bubblewrap is not installed; {_INSTALL}")
    return _container(engine, plan)


def choose_with_gpus(name: str | None, plan: ServerPlan, lending: Lending | None) -> ForkServer | GpuRuns:
    """Return the sandbox of that name, which gives notebooks the cards that are lent; see choose_sandbox."""
    chosen = choose_sandbox(name, plan)
    return GpuRuns(chosen, lending) if lending else chosen
