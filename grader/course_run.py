"""One pass over a course's groups: fetch, measure what is not known yet, keep it at once."""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from grader.core.deadlines import Deadlines
from grader.core.errors import InputError, MachineError, SubmissionError
from grader.core.evidence import Evidence, Provenance, RunStatus, Submission
from grader.core.roster import Group
from grader.core.show import show
from grader.executors.executor import Done
from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder
from grader.intake.git import Fetched, fetch
from grader.intake.repository_state import repository_state
from grader.measure import Measured, measure, nothing_to_measure
from grader.measured_with import MeasuredWith
from grader.steps.bench import Bench

Listener = Callable[[str, str], None]


@dataclass
class CourseRun:
    """One pass over the groups; `group` works in a slot of the executor, `ended` in the thread that called it.

    `bench` is asked for once there is something to measure: until then no sandbox starts and no data are read.
    """

    course: CourseFolder
    store: Store
    using: MeasuredWith
    bench: Callable[[], Bench]
    again: bool
    listen: Listener
    allow: tuple[str, ...]
    deadlines: Deadlines
    now: Callable[[], str]
    where: Callable[[Provenance], Provenance] = lambda here: here
    measured: int = 0
    kept: int = 0

    def stands(self, deadline: str, group: Group) -> bool:
        """Say whether fetching again would bring a commit that is measured already; then its evidence counts on.

        It costs a few files read. A repository that is not on this machine has to be asked.
        """
        state = "" if self.again else self._state(group)
        commit = self.store.recall(_name(deadline, group), state) if state else None
        key = self.using.key(group.id, commit) if commit else ""
        if not key or self._known(key) is None:
            return False
        self._keep(deadline, group.id, key)
        return True

    def needs_sandbox(self, group: Group) -> bool:
        """Say whether something may be handed in: then the sandbox can warm up while it is fetched."""
        there = group.repository
        try:
            return bool(there) and (not there.startswith("/") or Path(there).is_dir())
        except OSError:  # this user may not look: fetching says so
            return False

    def group(self, deadline: str, group: Group) -> tuple[str, Measured | None, float]:
        """Fetch and measure what counts of one group at a deadline ('': the course's own).

        Return its evidence key, what was measured (None: known already) and the seconds.
        """
        started = time.monotonic()
        state = self._state(group)  # before: what is pushed while it is fetched is seen the next time
        self.listen(group.id, "cloning")
        with tempfile.TemporaryDirectory(prefix="grader-clone-") as folder:
            try:
                fetched = self._fetch(group, Path(folder), self.deadlines.picks(group, deadline))
            except SubmissionError as error:
                submission = Submission(group.id, group.repository, "", "", status=RunStatus(error.status), message=str(error))
                return self._nothing(f"none: {error}", submission)
            self.store.remember(_name(deadline, group), state, fetched.commit)
            key = self.using.key(group.id, fetched.commit)
            submission = _submission(group, fetched)
            known = self._known(key)
            if known is not None:
                self._keep_times(key, known, submission)
                return key, None, 0.0
            measured = measure(submission, fetched, self.bench(), lambda stage: self.listen(group.id, stage))
            found = self.where(measured.evidence.provenance)
            measured = replace(measured, evidence=replace(measured.evidence, provenance=found))
        return key, measured, time.monotonic() - started

    def _state(self, group: Group) -> str:
        """Return all that decides what fetching brings, '' where that cannot be told without fetching."""
        state = repository_state(group.repository) if "file" in self.allow else None
        if state is None:
            return ""
        until = [self.deadlines.picks(group, name).isoformat() for name in self.deadlines.names]
        decides = repr((state, group.repository, until, self.course.file.git, self._pushes, self.using.provenance.grader))
        return hashlib.sha256(decides.encode()).hexdigest()

    @cached_property
    def _pushes(self) -> str:
        return hashlib.sha256(repr(self.course.pushes).encode()).hexdigest()

    def _known(self, key: str) -> Evidence | None:
        known = None if self.again else self.store.get(key)
        return None if known is None or failed(known) else known

    def _nothing(self, why: str, submission: Submission) -> tuple[str, Measured | None, float]:
        """Return what is to be said of a group whose repository brought nothing; the same as the last time is no news."""
        key = self.using.key(submission.group, why)
        known = self._known(key)
        if known is not None and known.submission == submission:
            return key, None, 0.0
        return key, Measured(nothing_to_measure(submission, self.using.provenance, self.now())), 0.0

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

    def ended(self, deadline: str, done: Done[tuple[str, Measured | None, float]]) -> None:
        """Keep what a group's work brought; a failure of this machine becomes evidence that nobody loses a point by."""
        if isinstance(done.error, InputError):
            raise done.error
        if done.result is None:
            self._failed(done.name, _why(done.error), deadline)
            return
        key, measured, seconds = done.result
        if measured is None:
            self._keep(deadline, done.name, key)
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

    def _keep(self, deadline: str, group_id: str, key: str) -> None:
        self.kept += 1
        self.store.set_latest(group_id, key, deadline)
        self.listen(group_id, "known")

    def _failed(self, group_id: str, why: str, deadline: str) -> None:
        group = self.course.roster.group(group_id)
        submission = Submission(
            group_id, group.repository if group else "", "", "", status=RunStatus.INTERNAL_ERROR, message=show(why, 1000)
        )
        key = self.using.key(group_id, "machine failed")
        self.store.put_evidence(key, nothing_to_measure(submission, self.using.provenance, self.now()))
        self.store.set_latest(group_id, key, deadline)
        self.listen(group_id, "done INTERNAL_ERROR")


def _name(deadline: str, group: Group) -> str:
    return f"commit of {group.id}" + (f" by {deadline}" if deadline else "")


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
