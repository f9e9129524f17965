"""The reference solution, kept open behind its own wall for as long as students are graded."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from grader.assignments.assignment import Assignment
from grader.assignments.grade_submission import reference_solution
from grader.assignments.run_submission import Running, submission_job
from grader.core.errors import SubmissionError
from grader.sandbox.conversation import Conversation
from grader.sandbox.job import Sandbox

_DAY = 24 * 3600.0


class ReferenceRun:
    """Starts when it is asked first; one question at a time, from any thread."""

    def __init__(self, assignment: Assignment, sandbox: Sandbox) -> None:
        self._assignment, self._sandbox = assignment, sandbox
        self._lock, self._stack = threading.Lock(), ExitStack()
        self._conversation: Conversation | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def ask(self, question: Mapping[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Ask the reference's notebook; SubmissionError where it does not answer."""
        with self._lock:
            return self._started().ask(question, body, seconds)

    def _started(self) -> Conversation:
        if self._conversation is None:
            conversation = Conversation()
            job = submission_job(self._assignment, reference_solution(self._assignment), 0, conversation)
            self._stack.enter_context(
                Running(self._sandbox, replace(job, limits=replace(job.limits, seconds=_DAY)), conversation)
            )
            if not conversation.wait(job.limits.seconds):
                raise SubmissionError("the reference solution did not come to its end", "TIMEOUT")
            self._conversation = conversation
        return self._conversation
