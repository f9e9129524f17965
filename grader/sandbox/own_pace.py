"""Steps of the grader's own: how long they take is the machine's doing as much as the submission's."""

from __future__ import annotations

from dataclasses import replace

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.sandbox.job import Job, Outcome, Sandbox

_SHARE = 0.5  # of its time limit: with more of a processor it is the submission that takes so long
_WAIT = 0.25  # of its time limit: so long it was ready to run at least, and no processor was free for it
_LONGER = 4


def run_at_own_pace(sandbox: Sandbox, job: Job) -> Outcome:
    """Run a job that is to execute nothing of the submission; one that was stopped and waited for a processor gets longer.

    Raises MachineError where that is not enough either, and where the sandbox fails. A job that had a processor for half of its
    time limit is stopped for good, and so is one that slept: then it is the submission that takes so long.
    """
    outcome = sandbox.run(job)
    if not _was_kept_waiting(outcome, job):
        return outcome
    longer = replace(job, limits=replace(job.limits, seconds=_LONGER * job.limits.seconds))
    outcome = sandbox.run(longer)
    if _was_kept_waiting(outcome, longer):
        used = f"{outcome.cpu_seconds:.0f} s of a processor in {outcome.seconds:.0f} s"
        raise MachineError(f"this machine is too busy: the step {job.program!r} got {used}")
    return outcome


def _was_kept_waiting(outcome: Outcome, job: Job) -> bool:
    most, waited = _SHARE * job.limits.seconds, outcome.waited_seconds >= _WAIT * job.limits.seconds
    return outcome.status is RunStatus.TIMEOUT and waited and outcome.cpu_seconds < most
