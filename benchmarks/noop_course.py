"""A course whose groups have real local repositories and whose notebooks take no time: what is left is what the grader costs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from regrade_scale import _evidence as large_evidence

import grader.course_run
from grader.core.evidence import Submission
from grader.course import open_course
from grader.gradebook.store import Store
from grader.measure import Measured
from grader.steps.bench import Bench

_RUBRIC = Path(__file__).parents[1] / "rubrics" / "ncku-deep-learning.yaml"
_FILES = {"README.md": "# Digits\n", "digits.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'}


def noop_course(folder: Path, groups: int, *, members: int = 4, digits: int = 2000) -> None:
    """Make a course folder of so many groups, each with a Git repository of one commit, and with known reference models."""
    folder.mkdir(parents=True)
    template = _repository(folder / "template")
    roster = ["student_id,name,email,group,repository"]
    for group in range(groups):
        shutil.copytree(template, folder / "repositories" / f"g{group:05d}")
        for member in range(members):
            student = f"s{group * members + member:06d}"
            roster.append(f"{student},Student {student},{student}@example.org,g{group:05d},repositories/g{group:05d}")
    random = np.random.default_rng(1)
    labels = random.integers(0, 10, digits).astype(np.uint8)
    np.savez(folder / "heldout.npz", images=random.integers(0, 256, (digits, 28, 28)).astype(np.uint8), labels=labels)
    (folder / "roster.csv").write_text("\n".join(roster) + "\n")
    (folder / "rubric.yaml").write_text(_RUBRIC.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "course.yaml").write_text(
        'course: "Large"\nrubric: ./rubric.yaml\ndeadline: 2027-01-08T23:59+08:00\nroster: roster.csv\n'
        "heldout: heldout.npz\ntraining_data: digits28\n"
    )
    course = open_course(folder)
    heldout, training = course.heldout(), course.training()
    with Store.open(folder) as store:
        for name, correct in {"constant": 0.1, "linear": 0.92, "cnn": 0.985}.items():
            store.put_yardstick(heldout.sha256, training.sha256, name, correct=int(correct * digits), samples=digits)


def _repository(folder: Path) -> Path:
    folder.mkdir()
    for name, text in _FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q", "--template=", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "Digits"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@contextmanager
def measuring_nothing(after: Callable[[str], None] = lambda _group: None) -> Any:
    """Let the course's run take made-up evidence, as large as real evidence is, in the place of what a notebook brings."""

    def measure(submission: Submission, _fetched: Any, bench: Bench, _stage: Any) -> Measured:
        after(submission.group)
        labels = bench.heldout.labels.astype(np.uint8)
        made = large_evidence(submission.group, int(submission.group[1:]), labels, bench.heldout.sha256)
        where = replace(bench.provenance, measured_at="2027-01-09T00:00:00+00:00")
        return Measured(replace(made, submission=submission, provenance=where))

    real = grader.course_run.measure
    grader.course_run.measure = measure
    try:
        yield
    finally:
        grader.course_run.measure = real
