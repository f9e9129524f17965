"""A course folder whose groups are the sample submissions: for the demo, for `grader init --from-sample`, for the doctor."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from grader.core.errors import InputError
from grader.core.training_data import TrainingData
from grader.intake.dataset import training_data
from grader.intake.digits28 import digits28_heldout
from grader.intake.resources import resources
from grader.intake.samples import Sample, materialise
from grader.intake.training_folder import write_training_folder

DEADLINE = datetime.fromisoformat("2026-06-12T23:59+08:00")
_COURSE = """\
# The sample course: every group is one of the grader's sample submissions.
course: "Sample course"
rubric: ncku-deep-learning          # a name in rubrics/, or a path
deadline: 2026-06-12T23:59+08:00    # a time zone is required
roster: roster.csv
exam: exam.csv
heldout: heldout.npz                # images (n,28,28) uint8, labels (n,); stays with you
training_data: digits28             # what notebooks find offline when they ask Keras for MNIST
limits: {time: 45 s, memory: 2 GB}
"""
_OURS = frozenset({".grader", "repositories", "roster.csv", "exam.csv", "heldout.npz"})
_NAMES = ("Ana Able", "Bo Baker", "Chun-Hua Chen", "Dilara Demir", "Émile Étienne", "Farah Faruq", "Gō Gotō", "Ha-eun Hong")


def make_sample_course(
    folder: Path, *, cases: Sequence[str] = (), cache: Path | None = None, on_stage: Callable[[str], None] = lambda _: None
) -> tuple[Sample, ...]:
    """Write a course folder with one group a sample, or those named in `cases`; return the samples.

    Repositories go to `folder`/repositories; models that samples commit are trained once and kept in `cache`. Raises
    InputError when the folder holds something already.
    """
    if folder.exists() and {path.name for path in folder.iterdir()} - _OURS:  # what an interrupted attempt left is ours
        raise InputError("the folder is not empty", file=folder, hint="name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    data = training_data("digits28", folder=folder, keras_home=folder)
    samples = _repositories(folder, data, cases, cache or folder / ".grader" / "sample-models", on_stage)
    _write_roster(folder / "roster.csv", samples)
    _write_exam(folder / "exam.csv", samples)
    images, labels = digits28_heldout()
    np.savez_compressed(folder / "heldout.npz", images=images, labels=labels)
    (folder / "course.yaml").write_text(_COURSE, encoding="utf-8")
    return samples


def _repositories(
    folder: Path, data: TrainingData, cases: Sequence[str], cache: Path, on_stage: Callable[[str], None]
) -> tuple[Sample, ...]:
    shipped = resources("sample_submissions")
    known = sorted(path.name for path in shipped.iterdir() if (path / "expected.yaml").is_file())
    unknown = sorted(set(cases) - set(known))
    if unknown:
        raise InputError(f"there is no sample called {unknown[0]!r}", hint=f"there are: {', '.join(known)}")
    chosen = [shipped / name for name in cases or known]
    on_stage(f"making {len(chosen)} sample repositories and training their models")
    training = write_training_folder(data, folder / ".grader" / "training") / "keras" / "mnist.npz"
    cache.mkdir(parents=True, exist_ok=True)
    target = folder / "repositories"
    shutil.rmtree(target, ignore_errors=True)
    return materialise(chosen, target, training=training, cache=cache, deadline=DEADLINE)


def _write_roster(path: Path, samples: Sequence[Sample]) -> None:
    rows = [["student_id", "name", "email", "group", "repository"]]
    for number, sample in enumerate(samples):
        for member in range(2):
            student = f"s{2 * number + member + 1:04d}"
            name = _NAMES[(2 * number + member) % len(_NAMES)]
            rows.append([student, name, f"{student}@example.org", sample.id, f"repositories/{sample.id}"])
    _write(path, rows)


def _write_exam(path: Path, samples: Sequence[Sample]) -> None:
    """Write what Google Forms exports of a quiz: made-up scores, the same each time."""
    rows = [["Timestamp", "Email Address", "Score", "Student ID"]]
    for number in range(2 * len(samples)):
        student = f"s{number + 1:04d}"
        score = 24 + number * 7 % 16
        rows.append(["2026/06/15 10:00:00 AM GMT+8", f"{student}@example.org", f"{score} / 40", student])
    _write(path, rows)


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
