from __future__ import annotations

from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.sandbox.job import Job, Outcome
from grader.sandbox.own_pace import run_at_own_pace

_LATE, _DONE = RunStatus.TIMEOUT, RunStatus.OK


class Machine:
    """A sandbox that ends runs as it is told: the status and the processor's seconds of each."""

    name = "told"

    def __init__(self, *ends: tuple[RunStatus, float]) -> None:
        self.ends, self.seconds = list(ends), list[float]()

    def run(self, job: Job, _on_event: Any = None) -> Outcome:
        self.seconds.append(job.limits.seconds)
        status, cpu = self.ends.pop(0)
        return Outcome(status, seconds=job.limits.seconds, cpu_seconds=cpu)

    def start(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("ends", "status", "seconds"),
    [
        ([(_DONE, 3)], _DONE, [60]),
        ([(_LATE, 45)], _LATE, [60]),
        ([(_LATE, 10), (_DONE, 20)], _DONE, [60, 240]),
        ([(_LATE, 10), (_LATE, 200)], _LATE, [60, 240]),
        ([(RunStatus.MEMORY, 1)], RunStatus.MEMORY, [60]),
    ],
    ids=["in time", "it takes so long itself", "kept waiting once", "kept waiting, and too long itself", "another end"],
)
def test_only_a_step_that_was_kept_waiting_gets_longer(
    ends: list[tuple[RunStatus, float]], status: RunStatus, seconds: list[float]
) -> None:
    machine = Machine(*ends)
    assert run_at_own_pace(machine, Job("predict", limits=Limits(seconds=60))).status is status
    assert machine.seconds == seconds


def test_a_machine_that_is_too_busy_is_the_machines_fault() -> None:
    with pytest.raises(MachineError, match="too busy: the step 'predict' got 50 s of a processor in 240 s"):
        run_at_own_pace(Machine((_LATE, 10), (_LATE, 50)), Job("predict", limits=Limits(seconds=60)))
