"""Run one submission in the sandbox, and the teacher's tests against it from outside."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from grader.assignments.assignment import Assignment
from grader.assignments.cell import Kind
from grader.assignments.handed_in import HandedIn
from grader.assignments.kernel import Ask
from grader.assignments.release import released_cells
from grader.assignments.test_process import TestProcess
from grader.core.evidence import RunStatus
from grader.core.show import show
from grader.sandbox.conversation import Conversation
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.tree_of import tree_of


@dataclass(frozen=True)
class Ran:
    """How a submission ran: `cells` is by grade_id as the run reported it, `tests` by pytest's name as the worker did."""

    status: RunStatus
    message: str = ""
    cells: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tests: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0


def run_submission(
    assignment: Assignment,
    handed: HandedIn,
    sandbox: Sandbox,
    worker: TestProcess,
    *,
    seed: int,
    tests: Sequence[Path],
    reference: Ask | None = None,
) -> Ran:
    """Run the notebook with the teacher's cells put back, then `tests` from outside; `reference` asks the solution.

    Raises MachineError where the sandbox failed, InputError where the tests cannot be read.
    """
    conversation = Conversation() if tests else None
    job = submission_job(assignment, handed, seed, conversation)
    if conversation is None:
        return _ran(sandbox.run(job), {})
    with Running(sandbox, job, conversation) as running:
        found: Mapping[str, Mapping[str, Any]] = {}
        limits = assignment.limits
        if conversation.wait(job.limits.seconds + 60):
            found = worker.run(
                tests,
                conversation.ask,
                reference=reference,
                seed=seed,
                call_seconds=limits.call_seconds,
                seconds=limits.test_seconds,
            )
        conversation.finish()
        return _ran(running.outcome(), found)


class Running:
    """A job that runs in a thread of its own, while this one asks."""

    def __init__(self, sandbox: Sandbox, job: Job, conversation: Conversation) -> None:
        self._conversation = conversation
        self._outcome: Outcome | None = None
        self._error: BaseException | None = None

        def work() -> None:
            try:
                self._outcome = sandbox.run(job)
            except BaseException as error:  # noqa: BLE001 - raised again where the outcome is asked for
                self._error = error
            finally:
                conversation.end()

        self._thread = threading.Thread(target=work, name="assignment-run", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._conversation.finish()
        self._thread.join()
        self._conversation.close()

    def outcome(self) -> Outcome:
        """Wait for the end of the run and return how it ended; raise what it raised."""
        self._thread.join()
        if self._outcome is None:
            raise self._error or AssertionError
        return self._outcome


def submission_job(assignment: Assignment, handed: HandedIn, seed: int, conversation: Conversation | None) -> Job:
    """Return the run of one notebook; a solution never goes in, except where it is the notebook."""
    limits = assignment.limits
    released = {cell.number: cell.source for cell in released_cells(assignment.source)}
    originals = [
        {
            "grade_id": cell.grade_id, "type": cell.type, "source": cell.source, "released": released[cell.number],
            "answered": cell.answered, "restored": cell.restored, "task": cell.kind is Kind.TASK,
        }
        for cell in assignment.source.cells
        if cell.kind is not Kind.PLAIN
    ]  # fmt: skip
    # A solution is an answer: it stays here, and only what students got goes in.
    for original in originals:
        if not original["restored"]:
            original["source"] = original["released"]
    parameters = {"seconds": limits.seconds, "cell_seconds": limits.cell_seconds, "output_bytes": limits.run.output_bytes,
                  "stand_in": assignment.published}  # fmt: skip
    plain = [released[cell.number] for cell in assignment.source.cells if cell.kind is Kind.PLAIN]
    inputs = {"notebook": handed.body, "originals": json.dumps(originals).encode(), "plain": json.dumps(plain).encode()}
    tree = tree_of({**handed.files, **assignment.files})
    return Job("assignment", parameters, tree, inputs, limits.run, seed % 2**32, handed.name, conversation)


def _ran(outcome: Outcome, tests: Mapping[str, Mapping[str, Any]]) -> Ran:
    """Take over what the run reported, each value checked: it is the submission's word."""
    document = outcome.document
    status, message = outcome.status, outcome.message
    if status is RunStatus.OK and document.get("status") != "OK":
        status, message = RunStatus.INVALID, str(document.get("message", ""))
    said = document.get("cells")
    if not isinstance(said, dict):  # it was ended from outside: what is known is what it told before
        said = {event.get("name"): event for event in document.get("events", ()) if event.get("event") == "cell-ended"}
    cells = {str(name): cell for name, cell in said.items() if name and isinstance(cell, dict)}
    notes = document.get("notes")
    texts = tuple(show(note, 300) for note in notes[:50] if isinstance(note, str)) if isinstance(notes, list) else ()
    return Ran(status, show(message, 500), cells, tests, texts, round(outcome.seconds, 3), round(outcome.cpu_seconds, 3))
