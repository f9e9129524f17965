from __future__ import annotations

from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import MIB, Limits
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Job, Outcome
from grader.sandbox.own_pace import run_at_own_pace
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.tree_of import tree_of

_LATE, _DONE = RunStatus.TIMEOUT, RunStatus.OK


class Machine:
    """A sandbox that ends runs as it is told: the status of each, how long it had a processor, and how long it waited for one."""

    name = "told"

    def __init__(self, *ends: tuple[RunStatus, float, float]) -> None:
        self.ends, self.seconds = list(ends), list[float]()

    def run(self, job: Job, _on_event: Any = None) -> Outcome:
        self.seconds.append(job.limits.seconds)
        status, cpu, waited = self.ends.pop(0)
        return Outcome(status, seconds=job.limits.seconds, cpu_seconds=cpu, waited_seconds=waited)

    def start(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("ends", "status", "seconds"),
    [
        ([(_DONE, 3, 50)], _DONE, [60]),
        ([(_LATE, 45, 15)], _LATE, [60]),
        ([(_LATE, 1, 2)], _LATE, [60]),
        ([(_LATE, 10, 49), (_DONE, 20, 3)], _DONE, [60, 240]),
        ([(_LATE, 10, 49), (_LATE, 200, 40)], _LATE, [60, 240]),
        ([(RunStatus.MEMORY, 1, 50)], RunStatus.MEMORY, [60]),
    ],
    ids=[
        "in time",
        "it takes so long itself",
        "it sleeps",
        "kept waiting once",
        "kept waiting, then too long itself",
        "another end",
    ],
)
def test_only_a_step_that_was_kept_waiting_gets_longer(
    ends: list[tuple[RunStatus, float, float]], status: RunStatus, seconds: list[float]
) -> None:
    machine = Machine(*ends)
    assert run_at_own_pace(machine, Job("predict", limits=Limits(seconds=60))).status is status
    assert machine.seconds == seconds


def test_a_machine_that_is_too_busy_is_the_machines_fault() -> None:
    with pytest.raises(MachineError, match="too busy: the step 'predict' got 50 s of a processor in 240 s"):
        run_at_own_pace(Machine((_LATE, 10, 49), (_LATE, 50, 180)), Job("predict", limits=Limits(seconds=60)))


@pytest.mark.slow
def test_a_run_that_the_clock_ends_says_how_long_it_waited_for_a_processor(notebook: Any) -> None:
    if find_bubblewrap() is None:
        pytest.skip("needs bubblewrap")
    limits = Limits(seconds=4, memory_bytes=1000 * MIB)
    spin = "import os\nfor _ in range(12):\n    if os.fork() == 0:\n        break\nwhile True:\n    pass"
    parameters = {"notebook": "w.ipynb", "seconds": 60, "output_bytes": 1000}
    with ForkServer(ServerPlan(), name="fork-server") as sandbox:
        busy, asleep = (
            sandbox.run(Job("notebook", parameters, tree_of({"w.ipynb": notebook([cell])}), limits=limits))
            for cell in (spin, "import time\ntime.sleep(60)")
        )
    assert (busy.status, asleep.status) == (_LATE, _LATE)
    assert busy.waited_seconds > 2
    assert asleep.waited_seconds < busy.waited_seconds / 2
