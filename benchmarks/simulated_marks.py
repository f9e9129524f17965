"""A course that never was: marks and evidence for as many groups as asked, without running anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.checks import all_checks
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
    SureBin,
)  # fmt: skip
from grader.core.exam import Exam
from grader.core.heldout import HeldOut
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Course
from grader.core.scores import Adjustment, Mark
from grader.core.standing import Placed, Standing
from grader.core.wilson import wilson
from grader.intake.rubric import read_rubric
from grader.judge import judge

YARDSTICKS = {"constant": 0.114, "linear": 0.912, "mlp": 0.9612, "cnn": 0.9846}
DEADLINE = "2027-01-08T23:59+08:00"
_FIRST = (
    "Ana",
    "Bo",
    "Chen",
    "Dara",
    "Emil",
    "Fatma",
    "Goran",
    "Hana",
    "Ines",
    "Jun",
    "Kai",
    "Lena",
    "Mei",
    "Noor",
    "Ola",
    "Pia",
)
_LAST = ("Able", "Baker", "Cruz", "Dvořák", "Endo", "Fischer", "García", "Huang", "Ito", "Jansen", "Kim", "Lin", "Müller", "Ng")
_TROUBLE = (RunStatus.CELL_ERROR, RunStatus.TIMEOUT, RunStatus.MEMORY)
_HELD_OUT = 2000


@dataclass(frozen=True, eq=False)
class SimulatedCourse:
    """What reports are written from."""

    course: Course
    roster: Roster
    marks: tuple[Mark, ...]
    evidence: dict[str, Evidence]
    durations: dict[str, float]
    heldout: HeldOut


def simulated_course(groups: int, rubric: Path, seed: int = 0, images: NDArray[np.uint8] | None = None) -> SimulatedCourse:
    """Return a course of so many groups of three or four; `images` (2000, 28, 28) are its held-out digits, noise otherwise."""
    random = np.random.default_rng(seed)
    labels = np.arange(_HELD_OUT) % 10
    pictures = random.integers(0, 255, (_HELD_OUT, 28, 28)).astype(np.uint8) if images is None else images
    hardness = random.beta(0.3, 6, _HELD_OUT)
    made = [_group(number, random) for number in range(groups)]
    evidence = {group.id: _evidence(group.id, number, labels, hardness, random) for number, group in enumerate(made)}
    evidence = _ranked(evidence)
    roster = Roster(tuple(made))
    points = {one.id: Decimal(int(random.integers(8, 41))) for one in roster.students() if random.random() > 0.05}
    course = read_rubric(rubric, checks={name: check.options for name, check in all_checks().items()})
    talks = [
        Adjustment("project.presentation", one.id, Decimal(int(random.choice((5, 15, 15, 25)))), "heard it", "lin", DEADLINE)
        for one in made
        if random.random() > 0.1
    ]
    marks = judge(
        course, roster, evidence, Exam(points, Decimal(40)), yardsticks=YARDSTICKS,
        deadline=datetime.fromisoformat(DEADLINE), adjustments=talks,
    )  # fmt: skip
    durations = {name: one.execution.seconds + 11.5 for name, one in evidence.items()}
    return SimulatedCourse(course, roster, marks, evidence, durations, HeldOut(pictures, labels, "5c" * 32, "held", None))


def _group(number: int, random: np.random.Generator) -> Group:
    name = f"Team {number + 1:04d}"
    people = [f"{random.choice(_FIRST)} {random.choice(_LAST)}" for _ in range(3 + number % 2)]
    ids = [f"E14{number:04d}{i}" for i in range(len(people))]
    students = tuple(Student(i, who, f"{i.lower()}@example.edu", name) for i, who in zip(ids, people, strict=True))
    return Group(name, f"https://example.org/team-{number + 1}.git", students)


def _evidence(
    name: str, number: int, labels: NDArray[np.int64], hardness: NDArray[np.float64], random: np.random.Generator
) -> Evidence:
    bad = random.random() < 0.08
    seconds = float(random.lognormal(4.6, 0.6))
    status = _TROUBLE[number % 3] if bad else RunStatus.OK
    cells = tuple(CellRun(i, "ok", seconds * share, "") for i, share in enumerate(random.dirichlet(np.ones(9) * 0.6)))
    if bad:
        cells = (*cells[:5], CellRun(5, "error", 0.2, "ValueError: shapes (784,) and (28, 28) do not match"))
    run = Execution(status, seconds, seconds * 1.7, len(cells), 9, 5 if bad else None, "", 10**9, cells)
    commit = f"{number:040x}"
    model = _evaluation(labels, hardness, random) if random.random() > 0.03 else ()
    return Evidence(
        submission=Submission(name, f"https://example.org/team-{number + 1}.git", commit, "2027-01-08T21:14:03+08:00"),
        artifacts=(Artifact("digits.ipynb", "cd" * 32, 48_120, "notebook"), Artifact("model.h5", "9f" * 32, 251_224, "model")),
        choices=(Choice("notebook", "digits.ipynb", "the only notebook"), Choice("model", "model.h5", "the only model")),
        contents=Contents("cell 6: model.fit", "cell 8: model.predict", "cell 4: Sequential", "cell 9: model.save"),
        execution=run,
        evaluations=model,
        provenance=Provenance(
            "0.1.0", "3.11.7", "TensorFlow 2.21.0", "CPU", "fork-server", "5c" * 32, DEADLINE, "20 min, 4 GB memory"
        ),
        same_predictions=0.991,
        fits=(Fit("fit", 5, 60_000, 60_000, 0, 5),),
    )


def _evaluation(labels: NDArray[np.int64], hardness: NDArray[np.float64], random: np.random.Generator) -> tuple[Evaluation, ...]:
    skill = random.lognormal(0, 0.7)
    wrong = random.random(len(labels)) < np.minimum(hardness * skill, 0.95)
    answers = np.where(wrong, (labels + random.integers(1, 10, len(labels))) % 10, labels)
    matrix = np.zeros((10, 10), int)
    np.add.at(matrix, (labels, answers), 1)
    correct = int((~wrong).sum())
    sure = (0.31, 0.45, 0.58, 0.7, 0.83, 0.91, 0.993)
    return (
        Evaluation(
            "committed", "held-out", RunStatus.OK, len(labels), correct, tuple(map(tuple, matrix.tolist())), (200,) * 10,
            wilson(correct, len(labels)), 61_706,
            ("Conv2D", "MaxPooling2D", "Flatten", "Dense"), "(n, 28, 28, 1), divided by 255",
            "softmax", sha256="9f" * 32, seconds=float(random.lognormal(0.4, 0.5)), answers="".join(map(str, answers)),
            log_loss=0.11, brier=0.05, calibration_error=0.021, file_bytes=251_224, multiply_adds=416_520,
            corrupted=tuple(Corrupted("noise", s, 500, 480 - 40 * s, wilson(480 - 40 * s, 500)) for s in (1, 2, 3, 4, 5)),
            reliability=tuple(SureBin(12 * 2**i, one, min(1.0, one - 0.04 + 0.02 * i)) for i, one in enumerate(sure)),
        ),
    )  # fmt: skip


def _ranked(evidence: dict[str, Evidence]) -> dict[str, Evidence]:
    """Put the groups into bands of growing size by what they have right; comparing each two is measured elsewhere."""
    order = sorted(
        (name for name, one in evidence.items() if one.evaluations), key=lambda name: -evidence[name].evaluations[0].correct
    )
    bands: list[list[str]] = []
    while order:
        size = max(1, len(evidence) // 8)
        bands.append(order[:size])
        order = order[size:]
    placed = {
        name: Placed("first_found", rank, len(bands), len(band), 0.99) for rank, band in enumerate(bands, 1) for name in band
    }
    return {name: replace(one, standing=Standing((placed[name],) if name in placed else ())) for name, one in evidence.items()}
