"""The course as it stands at every moment, judged again only where something has changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from grader.core.alternatives import alternatives
from grader.core.errors import InputError
from grader.core.marks_by_group import marks_by_group
from grader.core.roster import Group, Roster
from grader.core.scores import Mark
from grader.course import open_course
from grader.gradebook.difference import difference
from grader.gradebook.secret import secret
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.judge_stored import Stored, judge_read, read_stored, training_sha256
from grader.review.now import Now
from grader.review.references import References
from grader.review.sentence import sentence
from grader.review.table_row import TableRow, table_row

_FEW = 50


class Book:
    """Reads the course once, and again what has changed since: a mark costs one group's judging, a new file all of it.

    Safe from several threads. Other processes may write to the store and to the course's files meanwhile.
    """

    def __init__(self, folder: Path, *, blind: bool = False) -> None:
        self._lock = threading.RLock()
        self._folder, self._blind = folder.resolve(), blind
        course = open_course(self._folder)
        self.store = Store.open(self._folder)
        try:
            self._stamp = _stamp(self._folder)
            self._secret = secret(self._folder)
            self._now = self._read(course)
        except BaseException:
            self.store.close()
            raise

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def now(self) -> Now:
        """Return the course as it stands now; where nothing has changed, without touching anything."""
        with self._lock:
            stamp = _stamp(self._folder)
            if stamp != self._stamp:
                self._stamp = stamp
                self._open_again()
            if self.store.changes() != self._changes:
                self._catch_up()
            return self._now

    def judged(self, course: CourseFolder) -> Graded:
        """Judge what is stored by another course file or rubric; nothing is kept."""
        with self._lock:
            now, stored = self.now(), self._stored
        return judge_read(course, stored, now.adjustments)

    def _open_again(self) -> None:
        try:
            course = open_course(self._folder)
            self._now = self._read(course)
        except InputError as error:  # somebody is in the middle of editing: what was right goes on being shown
            self._now = replace(self._now, trouble=sentence(error))

    def _read(self, course: CourseFolder) -> Now:
        self._changes, self._versions, self._measured = self.store.changes(), self.store.versions(), self.store.measured()
        training = training_sha256(course, self.store, write=False)
        self._stored = read_stored(course, self.store, course.heldout(), training, write=False)
        self._remembered = {mark.student.id: mark for mark in self._stored.remembered.marks}
        self._coupled = _coupled(course)
        self._owners = {one.id: group for group in course.roster.groups for one in group.members}
        self._owners |= {group.id: group for group in course.roster.groups}
        references = References.of(course.roster, self._secret, blind=self._blind)
        return self._judge_all(Now(course, Graded((), {}, {}), references, self.store.adjustments(), {}, {}))

    def _judge_all(self, now: Now) -> Now:
        graded = judge_read(now.course, self._stored, now.adjustments)
        by_group = {name: tuple(marks) for name, marks in marks_by_group(graded.marks).items()}
        rows = self._rows(now.course, now.course.roster.groups, by_group)
        unwritten = frozenset(self._moved(graded.marks))
        return replace(now, graded=graded, marks=by_group, rows=rows, unwritten=unwritten)

    def _catch_up(self) -> None:
        """Bring in what was set or measured since; read everything anew where more than that has changed."""
        changes = self.store.changes()
        # What this page itself writes are adjustments; only another process, whom the first number counts, may do more.
        measured = self._measured if changes[0] == self._changes[0] else self.store.measured()
        again = {group for (group, name), when in measured.items() if self._measured.get((group, name)) != when}
        named = again and any(name for _, name in measured)  # deadlines of components: another commit counts at each
        versions = self.store.versions()
        if versions[1:] != self._versions[1:] or len(again) > _FEW or named:
            self._open_again()
            return
        self._changes, self._measured = changes, measured
        adjustments = self.store.adjustments()
        new = adjustments[len(self._now.adjustments) :]
        self._stored = self._with_evidence(again)
        now = replace(self._now, adjustments=adjustments)
        subjects = {one.subject for one in new} | again
        groups = list({group.id: group for who in subjects if (group := self._owners.get(who))}.values())
        if groups:
            now = self._judge_all(now) if self._coupled else self._judge_some(now, groups)
        if versions != self._versions:  # the gradebook was written
            self._versions = versions
            self._remembered = {mark.student.id: mark for mark in self.store.remembered().marks}
            now = replace(now, unwritten=frozenset(self._moved(now.graded.marks)))
        self._now = now

    def _with_evidence(self, groups: Collection[str]) -> Stored:
        """Return what is stored with these groups' evidence as it is now; their standing waits until all is read again."""
        if not groups:
            return self._stored
        known = {name: one for name in groups if (one := self.store.latest(name)) is not None}
        both = {**self._stored.evidence, **known}
        order = (group.id for group in self._now.course.roster.groups)
        return replace(self._stored, evidence={name: both[name] for name in order if name in both})

    def _judge_some(self, now: Now, groups: Collection[Group]) -> Now:
        marks, rows, unwritten = dict(now.marks), dict(now.rows), set(now.unwritten)
        for group in groups:
            people = {group.id, *(one.id for one in group.members)}
            alone = replace(now.course, roster=Roster((group,), now.course.roster.extra_columns))
            graded = judge_read(alone, self._stored, [one for one in now.adjustments if one.subject in people])
            marks[group.id] = graded.marks
            unwritten = unwritten - people | self._moved(graded.marks)
        rows |= self._rows(now.course, groups, marks)
        whole = tuple(mark for group in now.course.roster.groups for mark in marks.get(group.id, ()))
        graded = replace(now.graded, marks=whole, group_marks=whole, evidence=self._stored.evidence)
        return replace(now, graded=graded, marks=marks, rows=rows, unwritten=frozenset(unwritten))

    def _moved(self, marks: Iterable[Mark]) -> set[str]:
        new = tuple(marks)
        old = tuple(self._remembered[one.student.id] for one in new if one.student.id in self._remembered)
        return {change.student for change in difference(old, new)}

    def _rows(self, course: CourseFolder, groups: Iterable[Group], marks: Mapping[str, tuple[Mark, ...]]) -> dict[str, TableRow]:
        due, evidence = course.deadlines(self._stored.extensions), self._stored.evidence
        return {
            one.id: table_row(course.rubric, one, marks.get(one.id, ()), evidence.get(one.id), due.for_group(one))
            for one in groups
        }


def _coupled(course: CourseFolder) -> bool:
    """Say whether one group's points may depend on another's: by a selection, ballots or ratings."""
    rubric = course.rubric
    ballots = any(criterion.ballots for _, criterion in rubric.criteria())
    return ballots or any(True for _ in alternatives(rubric.components)) or any(leaf.rating for leaf in rubric.leaves())


def _stamp(folder: Path) -> tuple[object, ...]:
    """Return what differs as soon as a file of the course folder, or an assignment's results, does."""
    with os.scandir(folder) as entries:
        files = [(one.name, one.stat().st_mtime_ns) for one in entries if one.is_file()]
    results = folder / ".grader" / "assignments"
    folders = [(one.name, one.stat().st_mtime_ns) for one in results.iterdir()] if results.is_dir() else []
    return (*sorted(files), *sorted(folders))
