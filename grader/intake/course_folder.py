"""Read everything a course folder holds, before anything is written or run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.core.errors import InputError
from grader.core.exam import Exam
from grader.core.heldout import HeldOut
from grader.core.peers import Peers
from grader.core.rekey import Rekey
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.training_data import TrainingData
from grader.intake.course_file import CourseFile, read_course_file
from grader.intake.dataset import training_data, training_identity
from grader.intake.exam.read_exam import read_exam
from grader.intake.heldout import read_heldout
from grader.intake.peers import read_peers
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

    def heldout(self) -> HeldOut:
        """Read the held-out set."""
        return read_heldout(self.file.heldout)

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
    return CourseFolder(
        folder=folder,
        file=file,
        rubric=rubric,
        roster=roster,
        exam=read_exam(file.exam, roster, rekeys) if file.exam else None,
        peers=read_peers(folder, rubric, roster),
    )
