"""One assignment of the whole course: grade what was handed in, keep it, and write what staff and students read."""

from __future__ import annotations

import hashlib
import queue
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from grader.assignments.assignment import Assignment
from grader.assignments.collect import Collected
from grader.assignments.grade_submission import Desk, grade_submission, prove
from grader.assignments.handed_in import HandedIn
from grader.assignments.marked import marked
from grader.assignments.reference_run import ReferenceRun
from grader.assignments.test_process import TestProcess
from grader.core.assignment import AssignmentResult
from grader.core.evidence import RunStatus
from grader.core.roster import Roster
from grader.core.slug import slug
from grader.executors.executor import Done, Executor, Task
from grader.exports.assignment_marks_sheet import assignment_marks_sheet
from grader.exports.csv_assignment import csv_assignment
from grader.gradebook.assignment_results import AssignmentResults
from grader.gradebook.secret import secret
from grader.gradebook.store import Store
from grader.gradebook.write_file import write_file
from grader.reports.answers_page import answers_page
from grader.reports.assignment_feedback import assignment_feedback
from grader.sandbox.job import Sandbox


@dataclass(frozen=True)
class Sheet:
    """An assignment as it stands: everybody's results, and where they lie to be read."""

    assignment: Assignment
    results: Mapping[str, AssignmentResult]
    out: Path
    graded: int = 0
    kept: int = 0


def grade_assignment(  # noqa: PLR0913 - what a run depends on, each by its name
    folder: Path,
    roster: Roster,
    assignment: Assignment,
    collected: Collected,
    sandbox: Sandbox,
    executor: Executor,
    *,
    slots: int = 1,
    again: bool = False,
    listen: Callable[[AssignmentResult], None] = lambda _: None,
) -> Sheet:
    """Grade what is not graded yet, after the reference solution has passed everything; write `out/assignments/<name>/`.

    Each result is kept as soon as it is there, so an interrupted run goes on where it stopped. Raises InputError where the
    assignment's own files are wrong, and then nothing is graded.
    """
    store = AssignmentResults(folder)

    def keep(result: AssignmentResult) -> None:
        store.put(result)
        listen(result)

    waiting = [one for one in collected.handed if again or not _known(store, assignment, one)]
    if waiting:
        with ExitStack() as stack:
            workers: queue.SimpleQueue[TestProcess] = queue.SimpleQueue()
            for _ in range(slots):
                workers.put(stack.enter_context(TestProcess()))
            reference = stack.enter_context(ReferenceRun(assignment, sandbox))
            _grade(
                assignment, waiting, Desk(sandbox, workers.get(), secret(folder), _now, reference.ask), workers, executor, keep
            )
    sheet = write_sheet(folder, roster, assignment)
    return replace(sheet, graded=len(waiting), kept=len(collected.handed) - len(waiting))


def _grade(
    assignment: Assignment,
    waiting: Sequence[HandedIn],
    desk: Desk,
    workers: queue.SimpleQueue[TestProcess],
    executor: Executor,
    keep: Callable[[AssignmentResult], object],
) -> None:
    proven = prove(assignment, desk)
    workers.put(desk.worker)

    def work(handed: HandedIn) -> AssignmentResult:
        worker = workers.get()
        try:
            return grade_submission(proven, handed, replace(desk, worker=worker))
        finally:
            workers.put(worker)

    def ended(done: Done[AssignmentResult]) -> None:
        if done.result is None:
            raise done.error or AssertionError
        keep(done.result)

    executor.run([Task(one.student, one) for one in waiting], work, ended)


def _known(store: AssignmentResults, assignment: Assignment, handed: HandedIn) -> bool:
    known = store.get(assignment.name, handed.student)
    return (
        known is not None
        and known.status is not RunStatus.INTERNAL_ERROR
        and (known.sha256, known.fingerprint) == (hashlib.sha256(handed.body).hexdigest(), assignment.fingerprint)
        and known.file == handed.name
    )


def results_of(folder: Path, assignment: str) -> dict[str, AssignmentResult]:
    """Return the assignment's results by student, with what staff decided."""
    with Store.open(folder) as store:
        changes = store.adjustments()
    return {who: marked(result, changes) for who, result in AssignmentResults(folder).of(assignment).items()}


def write_sheet(folder: Path, roster: Roster, assignment: Assignment) -> Sheet:
    """Write the tables and answers for staff and the feedback for each student, from what is kept."""
    results = results_of(folder, assignment.name)
    out = folder / "out" / "assignments" / assignment.name
    write_file(out / "results.csv", csv_assignment(roster, results))
    write_file(out / "to_mark.csv", assignment_marks_sheet(results))
    page = answers_page(assignment.name, assignment.title, results, generated_at=_now())
    write_file(out / "answers.html", page.encode("utf-8", "replace"))
    for who, name in _file_names(results).items():
        text = assignment_feedback(results[who], assignment.title)
        write_file(out / "feedback" / f"{name}.md", text.encode("utf-8", "replace"))
    return Sheet(assignment, results, out)


def _file_names(people: Iterable[str]) -> dict[str, str]:
    """Return a file name for each; where two would share one (S1 and s1), a mark of the id keeps them apart."""
    names = {who: slug(who) for who in people}
    often = Counter(names.values())
    mark = {who: hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()[:8] for who in names}
    return {who: name if often[name] == 1 else f"{name}-{mark[who]}" for who, name in names.items()}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
