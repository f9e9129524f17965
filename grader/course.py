"""The whole course: fetch and measure every group, keep the evidence, judge it, write the gradebook and the reports."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from grader.checks import all_checks
from grader.core.errors import InputError, MachineError, SubmissionError
from grader.core.evidence import Evidence, RunStatus, Submission
from grader.core.roster import Group
from grader.core.scores import Mark, State
from grader.core.show import show
from grader.core.targets import targets
from grader.executors.executor import Done, Executor, Task
from grader.exports.csv_gradebook import csv_gradebook, write_gradebook
from grader.gradebook.difference import Change, difference
from grader.gradebook.evidence_key import evidence_key
from grader.gradebook.lock import lock
from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder, read_course_folder
from grader.intake.git import Fetched, fetch
from grader.intake.training_folder import write_training_folder
from grader.judge import judge
from grader.measure import EXECUTED, Bench, Measured, measure, nothing_to_measure
from grader.provenance import environment_name, provenance
from grader.reports.write_reports import write_reports
from grader.sandbox.job import Sandbox
from grader.yardsticks import yardsticks

Listener = Callable[[str, str], None]


@dataclass(frozen=True)
class Graded:
    """The course as it stands: marks, the evidence behind them, what moved since the last time, and where to read it."""

    marks: tuple[Mark, ...]
    evidence: Mapping[str, Evidence]
    yardsticks: Mapping[str, float]
    changes: tuple[Change, ...] = ()
    measured: int = 0
    kept: int = 0
    out: Path = field(default=Path("out"))

    @property
    def exit_status(self) -> int:
        """0 everything is graded, 1 some group needs staff, 3 this machine failed for some group."""
        if any(_failed(evidence) for evidence in self.evidence.values()):
            return 3
        return int(any(mark.state is not State.FULLY_GRADED for mark in self.marks))


def open_course(folder: Path) -> CourseFolder:
    """Read the course folder and find every file of it right, or raise InputError."""
    return read_course_folder(folder.resolve(), checks={name: check.options for name, check in all_checks().items()})


def grade_course(
    course: CourseFolder,
    sandbox: Callable[[Path], Sandbox],
    executor: Executor,
    *,
    groups: Sequence[str] = (),
    again: bool = False,
    listen: Listener = lambda _group, _stage: None,
    allow: Sequence[str] = ("https", "ssh", "file"),
) -> Graded:
    """Measure what is not measured yet, then judge everyone and write `out/`.

    `sandbox` makes a started sandbox, given the folder of training data. `groups` limits the run to some; `again`
    measures also what is known. What is measured is kept at once, so an interrupted run goes on where it stopped.
    """
    chosen = _chosen(course, groups)
    heldout, training = course.heldout(), course.training()
    with lock(course.folder), Store.open(course.folder) as store:
        data = write_training_folder(training, course.folder / ".grader" / "training")
        walled = sandbox(data)
        try:
            bench = Bench(
                sandbox=walled, limits=course.file.limits, heldout=heldout, training=training, now=_now,
                provenance=provenance(walled.name, heldout.sha256, course.file.limits),
                notebook_patterns=course.rubric.notebook, model_patterns=course.rubric.model,
            )  # fmt: skip
            yardsticks(
                course.rubric, heldout, training, store=store, sandbox=walled, data=data,
                cache=course.folder / ".grader" / "reference_models", on_stage=lambda stage: listen("", stage),
            )  # fmt: skip
            run = _Run(course, store, bench, again, listen, tuple(allow))
            number = store.start_run(_now())
            took = store.durations()
            executor.run([Task(group.id, group, took.get(group.id, 60.0)) for group in chosen], run.group, run.ended)
        finally:
            walled.close()
        graded = replace(_judge(course, store), measured=run.measured, kept=run.kept)
        _write(course, store, graded)
        store.finish_run(number, _now(), graded.exit_status)
        return graded


def judge_course(course: CourseFolder, *, write: bool = True) -> Graded:
    """Judge the stored evidence again; no notebook runs. With `write` false nothing is written."""
    with lock(course.folder), Store.open(course.folder) as store:
        graded = _judge(course, store)
        if write:
            _write(course, store, graded)
        return graded


def _chosen(course: CourseFolder, names: Sequence[str]) -> list[Group]:
    known = {group.id: group for group in course.roster.groups}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"there is no group called {show(unknown[0], 60)!r}", file=course.file.roster)
    return [known[name] for name in names] if names else list(known.values())


@dataclass
class _Run:
    """One pass over the groups; `group` works in a slot of the executor, `ended` in the thread that called it."""

    course: CourseFolder
    store: Store
    bench: Bench
    again: bool
    listen: Listener
    allow: tuple[str, ...]
    measured: int = 0
    kept: int = 0

    def group(self, group: Group) -> tuple[str, Measured | None, float]:
        """Fetch and measure one group; return its evidence key, what was measured (None: known already) and the seconds."""
        started = time.monotonic()
        self.listen(group.id, "cloning")
        with tempfile.TemporaryDirectory(prefix="grader-clone-") as folder:
            try:
                fetched = self._fetch(group, Path(folder))
            except SubmissionError as error:
                submission = Submission(group.id, group.repository, "", "", status=RunStatus(error.status), message=str(error))
                return self._key(group, f"none: {error}"), Measured(nothing_to_measure(submission, self.bench)), 0.0
            key = self._key(group, fetched.commit)
            known = None if self.again else self.store.get(key)
            if known is not None and not _failed(known):
                return key, None, 0.0
            note = "; ".join(fetched.notes)
            submission = Submission(
                group.id,
                group.repository,
                fetched.commit,
                fetched.committed_at,
                minutes_late=fetched.minutes_late,
                message=show(note, 2000),
            )
            measured = measure(submission, fetched, self.bench, lambda stage: self.listen(group.id, stage))
        return key, measured, time.monotonic() - started

    def _fetch(self, group: Group, folder: Path) -> Fetched:
        if not group.repository:
            raise SubmissionError("The roster names no repository for this group.", "MISSING")
        return fetch(group.repository, folder, deadline=self.course.file.deadline, limits=self.course.file.git, allow=self.allow)

    def _key(self, group: Group, commit: str) -> str:
        bench = self.bench
        return evidence_key(
            commit, bench.limits, bench.heldout.sha256, bench.training.sha256, environment_name(bench.provenance), group=group.id
        )

    def ended(self, done: Done[tuple[str, Measured | None, float]]) -> None:
        """Keep what a group's work brought; a failure of this machine becomes evidence that nobody loses a point by."""
        if done.error is not None and not isinstance(done.error, MachineError):
            raise done.error
        if done.result is None:
            self._failed(done.name, str(done.error))
            return
        key, measured, seconds = done.result
        if measured is None:
            self.kept += 1
            self.store.set_latest(done.name, key)
            self.listen(done.name, "known")
            return
        self.measured += 1
        evidence = measured.evidence
        for name, body in measured.files.items():
            self.store.put_artefact(evidence.submission.commit, name, body)
        self.store.put_evidence(key, evidence)
        self.store.set_latest(done.name, key)
        if seconds:
            self.store.record_duration(done.name, seconds)
        self.listen(done.name, f"done {evidence.execution.status}")

    def _failed(self, group_id: str, why: str) -> None:
        group = self.course.roster.group(group_id)
        address = group.repository if group else ""
        submission = Submission(group_id, address, "", "", status=RunStatus.INTERNAL_ERROR, message=show(why, 1000))
        key = self._key(_chosen(self.course, [group_id])[0], "machine failed")
        self.store.put_evidence(key, nothing_to_measure(submission, self.bench))
        self.store.set_latest(group_id, key)
        self.listen(group_id, "done INTERNAL_ERROR")


def _judge(course: CourseFolder, store: Store) -> Graded:
    evidence = {group.id: found for group in course.roster.groups if (found := store.latest(group.id))}
    known = store.yardsticks(course.heldout().sha256, course.training().sha256)
    marks = judge(
        course.rubric, course.roster, evidence, course.exam,
        yardsticks=known, deadline=course.file.deadline, adjustments=store.adjustments(),
    )  # fmt: skip
    return Graded(marks, evidence, known, difference(store.remembered_marks(), marks), out=course.folder / "out")


def _write(course: CourseFolder, store: Store, graded: Graded) -> None:
    """Write the gradebook, the machine-readable summary and the reports; remember the marks for the next difference."""
    notebooks = {}
    for group, evidence in graded.evidence.items():
        path = store.artefact(evidence.submission.commit, EXECUTED) if evidence.submission.commit else None
        if path is not None:
            notebooks[group] = path.read_bytes()
    graded.out.mkdir(exist_ok=True)
    write_gradebook(graded.out / "gradebook.csv", csv_gradebook(course.rubric, course.roster, graded.marks))
    write_reports(
        graded.out,
        course.rubric,
        course.roster,
        graded.marks,
        graded.evidence,
        yardsticks=graded.yardsticks,
        generated_at=_now(),
        sandbox=", ".join(sorted({one.provenance.sandbox for one in graded.evidence.values()})),
        notebooks=notebooks,
        deadline=course.file.deadline,
    )
    store.remember_marks(graded.marks)


def known_targets(course: CourseFolder) -> Mapping[str, Decimal]:
    """Return what an adjustment may name: criteria, components and 'total', each with its maximum."""
    return targets(course.rubric, course.exam)


def _failed(evidence: Evidence) -> bool:
    statuses = [evidence.submission.status, evidence.execution.status, *(one.status for one in evidence.evaluations)]
    return RunStatus.INTERNAL_ERROR in statuses


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def evidence_json(evidence: Evidence) -> str:
    """Return the evidence as indented JSON."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - only this command needs it

    return json.dumps(TypeAdapter(Evidence).dump_python(evidence, mode="json"), indent=2, ensure_ascii=False)
