"""A sandbox that is on another machine: the job goes there, what came of it comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.cluster.worker import run_job
from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.executors.worker_lost import WorkerLost
from grader.sandbox.job import Job, Outcome


@dataclass
class RemoteSandbox:
    """Runs jobs by `call(function, *arguments)` on a worker. Labels stay here: a job holds none."""

    name: str
    call: Callable[..., Any]
    environment: str = ""

    def start(self) -> None:
        """Do nothing: workers warm up as soon as they are prepared."""

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:  # noqa: ARG002 - the protocol's
        """Run a job on the worker lent to this thread. One that takes three workers with it is KERNEL_DIED.

        Events of the run are in its outcome and are not told as it goes.
        """
        if job.conversation is not None:
            raise MachineError("a run that is asked questions needs a sandbox on this machine; leave out --on")
        try:
            outcome = self.call(run_job, self.environment, job)
        except WorkerLost as error:
            return Outcome(RunStatus.KERNEL_DIED, message=f"the machine that ran it died, three times: {error}")
        if not isinstance(outcome, Outcome):
            raise MachineError("a worker answered what is no outcome of a run")
        return outcome

    def close(self) -> None:
        """Do nothing: the workers' sandboxes end with the session."""
