"""One pass over a course's groups: fetch, measure what is not known yet, keep it at once."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from grader.core.deadlines import Deadlines
from grader.core.errors import InputError, MachineError, SubmissionError
from grader.core.evidence import Evidence, RunStatus, Submission
from grader.core.roster import Group
from grader.core.show import show
from grader.executors.executor import Done
from grader.gradebook.evidence_key import evidence_key
from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder
from grader.intake.git import Fetched, fetch
from grader.measure import Measured, measure, nothing_to_measure
from grader.provenance import environment_name
from grader.steps.bench import Bench

Listener = Callable[[str, str], None]


@dataclass
class CourseRun:
    """One pass over the groups; `group` works in a slot of the executor, `ended` in the thread that called it."""

    course: CourseFolder
    store: Store
    bench: Bench
    again: bool
    listen: Listener
    allow: tuple[str, ...]
    deadlines: Deadlines
    measured: int = 0
    kept: int = 0

    def group(self, deadline: str, group: Group) -> tuple[str, Measured | None, float]:
        """Fetch and measure what counts of one group at a deadline ('': the course's own).

        Return its evidence key, what was measured (None: known already) and the seconds.
        """
        started = time.monotonic()
        self.listen(group.id, "cloning")
        with tempfile.TemporaryDirectory(prefix="grader-clone-") as folder:
            try:
                fetched = self._fetch(group, Path(folder), self.deadlines.picks(group, deadline))
            except SubmissionError as error:
                submission = Submission(group.id, group.repository, "", "", status=RunStatus(error.status), message=str(error))
                return self._key(group.id, f"none: {error}"), Measured(nothing_to_measure(submission, self.bench)), 0.0
            key = self._key(group.id, fetched.commit)
            submission = _submission(group, fetched)
            known = None if self.again else self.store.get(key)
            if known is not None and not failed(known):
                self._keep_times(key, known, submission)
                return key, None, 0.0
            measured = measure(submission, fetched, self.bench, lambda stage: self.listen(group.id, stage))
        return key, measured, time.monotonic() - started

    def _keep_times(self, key: str, known: Evidence, submission: Submission) -> None:
        """Keep what is known now of when the commit came; what was measured of it stays."""
        now = replace(known.submission, pushed_at=submission.pushed_at, next_at=submission.next_at)
        if now != known.submission:
            self.store.put_evidence(key, replace(known, submission=now))

    def _fetch(self, group: Group, folder: Path, deadline: datetime) -> Fetched:
        if not group.repository:
            raise SubmissionError("The roster names no repository for this group.", "MISSING")
        return fetch(
            group.repository, folder, deadline=deadline, limits=self.course.file.git, allow=self.allow, pushes=self.course.pushes
        )

    def _key(self, group: str, commit: str) -> str:
        bench = self.bench
        asked = f"{bench.policy}, {bench.notebook_patterns}, {bench.model_patterns}"
        if bench.document_patterns:  # only then: what was measured before there were documents stays known
            asked += f", {bench.document_patterns}"
        where = "; ".join([environment_name(bench.provenance), asked, *(one.fingerprint for one in bench.environments)])
        return evidence_key(commit, bench.limits, bench.heldout.sha256, bench.training.sha256, where, group=group)

    def ended(self, deadline: str, done: Done[tuple[str, Measured | None, float]]) -> None:
        """Keep what a group's work brought; a failure of this machine becomes evidence that nobody loses a point by."""
        if isinstance(done.error, InputError):
            raise done.error
        if done.result is None:
            self._failed(done.name, _why(done.error), deadline)
            return
        key, measured, seconds = done.result
        if measured is None:
            self.kept += 1
            self.store.set_latest(done.name, key, deadline)
            self.listen(done.name, "known")
            return
        self.measured += 1
        evidence = measured.evidence
        for name, body in measured.files.items():
            self.store.put_artefact(evidence.submission.commit, name, body)
        self.store.put_evidence(key, evidence)
        self.store.set_latest(done.name, key, deadline)
        if seconds:
            self.store.record_duration(done.name, seconds)
        self.listen(done.name, f"done {evidence.execution.status}")

    def _failed(self, group_id: str, why: str, deadline: str) -> None:
        group = self.course.roster.group(group_id)
        submission = Submission(
            group_id, group.repository if group else "", "", "", status=RunStatus.INTERNAL_ERROR, message=show(why, 1000)
        )
        key = self._key(group_id, "machine failed")
        self.store.put_evidence(key, nothing_to_measure(submission, self.bench))
        self.store.set_latest(group_id, key, deadline)
        self.listen(group_id, "done INTERNAL_ERROR")


def _submission(group: Group, fetched: Fetched) -> Submission:
    return Submission(
        group.id,
        group.repository,
        fetched.commit,
        fetched.committed_at,
        fetched.pushed_at,
        minutes_late=fetched.minutes_late,
        message=show("; ".join(fetched.notes), 2000),
        next_at=fetched.next_at,
    )


def _why(error: Exception | None) -> str:
    """Say what went wrong; what nobody foresaw is our own fault, and its traceback goes to the log for whoever mends it."""
    if isinstance(error, MachineError):
        return str(error)
    logging.getLogger(__name__).error("unexpected, while a group was measured", exc_info=error)
    return f"the grader failed: {type(error).__name__}: {error}"


def failed(evidence: Evidence) -> bool:
    """Say whether this machine failed somewhere in it: then it is no evidence, and is measured again."""
    statuses = [evidence.submission.status, evidence.execution.status, *(one.status for one in evidence.evaluations)]
    return RunStatus.INTERNAL_ERROR in statuses
