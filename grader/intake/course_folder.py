"""Read everything a course folder holds, before anything is written or run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.core.deadlines import Deadlines, extendable
from grader.core.errors import InputError
from grader.core.exam import Exam
from grader.core.extension import Extension
from grader.core.heldout import HeldOut, no_heldout
from grader.core.peers import Peers
from grader.core.rekey import Rekey
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.show import show
from grader.core.training_data import TrainingData
from grader.intake.course_file import CourseFile, read_course_file
from grader.intake.dataset import training_data, training_identity
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.read_exam import read_exam
from grader.intake.extensions import read_extensions
from grader.intake.heldout import read_heldout
from grader.intake.moment import EXAMPLE
from grader.intake.peers import read_peers
from grader.intake.push import Push
from grader.intake.push_events import read_push_events
from grader.intake.require_digits import require_digits
from grader.intake.resources import resources
from grader.intake.roster import read_roster
from grader.intake.rubric import read_rubric


@dataclass(frozen=True)
class CourseFolder:
    """A course as its instructor wrote it down; every file has been read and found right."""

    folder: Path
    file: CourseFile
    rubric: Course
    roster: Roster
    exam: Exam | None
    peers: Peers = field(default_factory=Peers)
    extensions: tuple[Extension, ...] = ()
    pushes: tuple[Push, ...] = ()

    def deadlines(self, extensions: Iterable[Extension] = ()) -> Deadlines:
        """Return until when everybody has time, with the extensions of the course's file and those given here."""
        given, file = (*self.extensions, *extensions), self.file
        return Deadlines.of(self.rubric, file.deadline, file.deadlines, given, newest=file.newest)

    def heldout(self) -> HeldOut:
        """Read the held-out set; it has no digit where the course measures no model."""
        return read_heldout(self.file.heldout) if self.file.heldout else no_heldout()

    def training(self) -> TrainingData:
        """Read the training data that notebooks find offline."""
        return training_data(self.file.training_data, folder=self.folder, keras_home=keras_home())

    def training_identity(self) -> str:
        """Return a text that changes when the training data may have."""
        return training_identity(self.file.training_data, folder=self.folder, keras_home=keras_home())


def keras_home() -> Path:
    """Return the folder where this user's Keras keeps its data sets."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


def read_course_folder(folder: Path, *, checks: Mapping[str, frozenset[str]], rekeys: Sequence[Rekey] = ()) -> CourseFolder:
    """Read `course.yaml` and every file it names.

    `checks` are the known checks with their options, `rekeys` what staff changed of the exam's answer key since.
    Raises InputError, with file and line, for the first thing that is wrong.
    """
    path = folder / "course.yaml"
    if not path.is_file():
        raise InputError(
            "there is no course.yaml here", file=folder, hint="name the course folder with -C, or make one: grader init"
        )
    file = read_course_file(path, rubrics=resources("rubrics"))
    roster = read_roster(file.roster)
    rubric = read_rubric(file.rubric_path, checks=checks)
    _require_deadlines(file, rubric)
    require_digits(path, file, rubric)
    return CourseFolder(
        folder=folder,
        file=file,
        rubric=rubric,
        roster=roster,
        exam=read_exam(file.exam, roster, rekeys) if file.exam else None,
        extensions=read_extensions(file.extensions, roster, extendable(rubric)) if file.extensions else (),
        pushes=read_push_events(file.push_events) if file.push_events else (),
        peers=read_peers(folder, rubric, roster),
    )


def read_staff_files(course: CourseFolder, rekeys: Sequence[Rekey]) -> CourseFolder:
    """Return the course with its exam, ballots and ratings as their files and `rekeys` are now, all else as it was read.

    Raises InputError as `read_course_folder` does.
    """
    exam = read_exam(course.file.exam, course.roster, rekeys) if course.file.exam else None
    return replace(course, exam=exam, peers=read_peers(course.folder, course.rubric, course.roster))


def _require_deadlines(file: CourseFile, rubric: Course) -> None:
    for component in rubric.leaves():
        if component.deadline and component.deadline not in file.deadlines:
            what = f"the course file has no deadline called {show(component.deadline, 60)!r}"
            known = did_you_mean(component.deadline, file.deadlines, kind="deadlines")
            hint = known if file.deadlines else f"add 'deadlines: {{{show(component.deadline, 60)}: {EXAMPLE}}}'"
            raise InputError(what, file=file.rubric_path, line=component.line, hint=hint)
