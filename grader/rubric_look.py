"""A rubric to look at, with what is known of its yardsticks: of a course, or by itself."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.checks import all_checks
from grader.core.errors import InputError
from grader.core.rubric import Course
from grader.core.show import show
from grader.course import open_course
from grader.gradebook.store import Store
from grader.gradebook.stored import stored
from grader.intake.asked_weights import asked_weights, even_weights, with_weights
from grader.intake.course_folder import CourseFolder
from grader.intake.did_you_mean import did_you_mean
from grader.intake.resources import resources
from grader.intake.rubric import read_rubric
from grader.yardsticks import shipped_accuracies

_MNIST = 10_000


@dataclass(frozen=True)
class RubricLook:
    """A rubric, how many held-out digits it will be used with, and the reference models' accuracies, measured `where`.

    `open` are the paths of components whose weights it leaves to the course; they are even here, which says nothing.
    """

    rubric: Course
    samples: int
    known: Mapping[str, float]
    where: str
    open: tuple[str, ...] = ()

    def is_open(self, path: str) -> bool:
        """Say whether a part's share of the grade depends on a weight that is not stated."""
        return any(f"{path}.".startswith(f"{one}.") for one in self.open)


def look_at_course_rubric(folder: Path) -> RubricLook:
    """Return the rubric of a course folder with what was measured there; raises InputError where a file is wrong."""
    course = open_course(folder)
    known = _measured(course)
    samples = len(course.heldout()) or _MNIST
    if known:
        return RubricLook(course.rubric, samples, known, "on these digits")
    return RubricLook(course.rubric, samples, shipped_accuracies(), "on MNIST's test digits")


def look_at_rubric(name: str) -> RubricLook:
    """Return the rubric of that name, or at that path; raises InputError where there is none, or it is wrong."""
    path = Path(name)
    if "/" not in name and not name.endswith((".yaml", ".yml")):
        path = resources("rubrics") / f"{name}.yaml"
        if not path.is_file():
            known = [file.stem for file in resources("rubrics").glob("*.yaml")]
            raise InputError(f"there is no rubric called {show(name, 60)!r}", hint=did_you_mean(name, known, kind="rubrics"))
    asked = tuple(one.path for one in asked_weights(path))
    rubric = _read_evenly(path) if asked else read_rubric(path, checks=_checks())
    return RubricLook(rubric, _MNIST, shipped_accuracies(), "on MNIST's test digits", asked)


def _checks() -> dict[str, frozenset[str]]:
    return {name: check.options for name, check in all_checks().items()}


def _read_evenly(path: Path) -> Course:
    """Read a rubric that leaves weights open as if they were even; an error names the file that was given."""
    text = with_weights(path, even_weights(path))
    with tempfile.TemporaryDirectory() as temporary:
        filled = Path(temporary, path.name)
        filled.write_text(text, encoding="utf-8")
        try:
            return read_rubric(filled, checks=_checks())
        except InputError as error:
            raise InputError(error.what, file=path, line=error.line, hint=error.hint) from None


def _measured(course: CourseFolder) -> Mapping[str, float]:
    def ask(store: Store) -> Mapping[str, float]:
        sha256 = store.recall("training", course.training_identity()) or course.training().sha256
        return store.yardsticks(course.heldout().sha256, sha256)

    return stored(course.folder, ask, {})
