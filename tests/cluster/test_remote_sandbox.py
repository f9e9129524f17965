"""A sandbox that is somewhere else, with nothing else in between: what goes there, and what comes back when it does not."""

from __future__ import annotations

from typing import Any

import pytest

from grader.cluster.remote_sandbox import RemoteSandbox
from grader.cluster.worker import run_job
from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.executors.worker_lost import WorkerLost
from grader.sandbox.conversation import Conversation
from grader.sandbox.job import Job, Outcome


def test_a_job_goes_to_the_worker_as_it_is() -> None:
    asked: list[tuple[Any, ...]] = []

    def call(*arguments: Any) -> Outcome:
        asked.append(arguments)
        return Outcome(RunStatus.OK, seconds=1.5)

    job = Job("survey", tree=b"tar")
    assert RemoteSandbox("fork-server", call, "torch").run(job).seconds == 1.5
    assert asked == [(run_job, "torch", job)]


def test_a_job_that_takes_three_machines_with_it_is_a_kernel_that_died() -> None:
    def call(*_: Any) -> Outcome:
        raise WorkerLost("3 workers died of it, one after another")

    outcome = RemoteSandbox("fork-server", call).run(Job("notebook"))
    assert outcome.status is RunStatus.KERNEL_DIED
    assert "three times" in outcome.message


def test_a_worker_that_answers_anything_else_is_this_sides_failure() -> None:
    with pytest.raises(MachineError, match="no outcome"):
        RemoteSandbox("fork-server", lambda *_: {"status": "OK"}).run(Job("notebook"))


def test_a_conversation_needs_a_sandbox_on_this_machine() -> None:
    with pytest.raises(MachineError, match="leave out --on"):
        RemoteSandbox("fork-server", lambda *_: Outcome(RunStatus.OK)).run(Job("assignment", conversation=Conversation()))
