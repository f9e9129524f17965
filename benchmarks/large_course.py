"""The folder of a course that never was, of as many groups as asked, and evidence as large as real evidence is."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from grader.core.corruptions import KINDS
from grader.core.evidence import (
    Artifact,
    CellRun,
    Choice,
    Contents,
    Corrupted,
    Evaluation,
    Evidence,
    Execution,
    Fit,
    Provenance,
    RunStatus,
    Submission,
)
from grader.core.style_facts import StyleFacts, Violation
from grader.core.wilson import wilson
from grader.course import open_course
from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder
from grader.intake.digits28 import digits28_heldout

RUBRIC = Path(__file__).parents[1] / "rubrics" / "ncku-deep-learning.yaml"


def large_course(folder: Path, groups: int, *, members: int = 4, digits: int = 2000) -> CourseFolder:
    """Make a course folder of so many groups, with digits of handwriting and known reference models, and open it.

    The students are s000000 and so on, the groups g00000, and their repositories repositories/g00000, which are not made.
    """
    folder.mkdir(parents=True)
    roster = ["student_id,name,email,group,repository"]
    for number in range(groups * members):
        student, group = f"s{number:06d}", f"g{number // members:05d}"
        roster.append(f"{student},Student {student},{student}@example.org,{group},repositories/{group}")
    random = np.random.default_rng(1)
    written, read = digits28_heldout()  # drawn from over and over: pictures of random pixels are twice as large
    drawn = random.integers(0, len(read), digits)
    np.savez(folder / "heldout.npz", images=written[drawn], labels=read[drawn])
    (folder / "roster.csv").write_text("\n".join(roster) + "\n")
    (folder / "rubric.yaml").write_text(RUBRIC.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "course.yaml").write_text(
        'course: "Large"\nrubric: ./rubric.yaml\ndeadline: 2027-01-08T23:59+08:00\nroster: roster.csv\n'
        "heldout: heldout.npz\ntraining_data: digits28\n"
    )
    course = open_course(folder)
    heldout, training = course.heldout(), course.training()
    with Store.open(folder) as store:
        for name, correct in {"constant": 0.1, "linear": 0.92, "cnn": 0.985}.items():
            store.put_yardstick(heldout.sha256, training.sha256, name, correct=int(correct * digits), samples=digits)
    return course


def measured_course(folder: Path, groups: int, *, members: int, digits: int) -> None:
    """Make such a course with an exam, and store evidence of every group, so that it needs no run."""
    course = large_course(folder, groups, members=members, digits=digits)
    exam = (f"{one.id},{20 + zlib.crc32(one.id.encode()) % 81}\n" for one in course.roster.students())
    (folder / "exam.csv").write_text("student_id,points\n" + "".join(exam))
    with (folder / "course.yaml").open("a") as file:
        file.write("exam: exam.csv\n")
    heldout = course.heldout()
    with Store.open(folder) as store:
        for number, group in enumerate(course.roster.groups):
            store.put_evidence(f"key {group.id}", large_evidence(group.id, number, heldout.labels, heldout.sha256))
            store.set_latest(group.id, f"key {group.id}")


def large_evidence(group: str, number: int, labels: np.ndarray, sha256: str) -> Evidence:
    """Return evidence as large as real evidence is: two models, scored on `labels` and on public digits, cells, fits."""
    dice = np.random.default_rng([2, number])
    skill = float(dice.uniform(0.85, 0.995))
    committed, written = (_evaluation(model, "held-out", labels, skill, dice) for model in ("committed", "written"))
    public = tuple(_evaluation(model, "public", labels[:2500], skill, dice) for model in ("committed", "written"))
    corrupted = tuple(
        Corrupted(kind, strength, 160, correct := int(dice.integers(60, 160)), wilson(correct, 160))
        for kind in KINDS
        for strength in (1, 3, 5)
    )
    cells = tuple(CellRun(index, "OK", float(dice.uniform(0, 9))) for index in range(24))
    return Evidence(
        submission=Submission(group, f"repositories/{group}", f"{number:040x}", "2027-01-08T20:00:00+08:00"),
        artifacts=tuple(Artifact(name, f"{number:064x}", 51_048, "model", "committed") for name in ("model.h5", "old.h5")),
        choices=(Choice("notebook", "digits.ipynb", "It is the only notebook in the commit."),),
        contents=Contents("cell 5", "cell 9", "cell 3", "cell 7"),
        execution=Execution(RunStatus.OK, 61.2, 58.1, 24, 24, peak_bytes=900_000_000, cells=cells),
        evaluations=(replace(committed, corrupted=corrupted), replace(written, corrupted=corrupted), *public),
        provenance=Provenance("0.1.0", "3.11", "tensorflow", "cpu", "fork-server", sha256, "2027-01-09T00:00:00+00:00", "20 min"),
        same_predictions=0.97,
        weights_difference=0.3,
        style=StyleFacts(120, (Violation("E501", 3, "cell 2, line 4: line too long"),)),
        fits=(Fit("fit", 5, 54_000, 54_000, 0, 5), Fit("validation", 5, 6_000, 6_000, 0)),
    )


def _evaluation(model: str, dataset: str, labels: np.ndarray, skill: float, dice: np.random.Generator) -> Evaluation:
    wrong = dice.random(len(labels)) > skill
    answered = np.where(wrong, (labels + dice.integers(1, 10, len(labels))) % 10, labels)
    confusion = np.zeros((10, 10), int)
    np.add.at(confusion, (labels, answered), 1)
    correct = int((~wrong).sum())
    return Evaluation(
        model, dataset, RunStatus.OK, len(labels), correct,
        tuple(map(tuple, confusion.tolist())), tuple(np.bincount(labels, minlength=10).tolist()),
        wilson(correct, len(labels)), parameters=41_930, layers=("InputLayer", "Conv2D", "Flatten", "Dense"),
        convention="28×28×1, pixels 0 to 1", outputs="softmax", sha256="a" * 64, seconds=1.0,
        loading=("loaded with Keras 3.15.1",), sanity=0.98, answers="".join(map(str, answered.tolist())),
        log_loss=0.1, brier=0.05, calibration_error=0.01, file_bytes=400_000, multiply_adds=1_000_000,
        tried=tuple((f"convention {number}", 0.1 * number) for number in range(8)),
    )  # fmt: skip
