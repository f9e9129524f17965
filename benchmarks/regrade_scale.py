"""Judge a course of 10,000 students in 2,500 groups again from stored evidence; writes results/regrade_scale.md.

The evidence is made up and as large as real evidence is: two models a group, scored on 10,000 held-out and 2,500 public
digits, spoiled digits, cells, fits. `grader regrade` and `grader regrade --diff` run as a user runs them, in processes of
their own, after the rubric was changed so that every group moves.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

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

_RUBRIC = Path(__file__).parents[1] / "rubrics" / "ncku-deep-learning.yaml"


def main() -> None:
    """Build the course, run the two commands, report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--groups", type=int, default=2500)
    options.add_argument("--members", type=int, default=4)
    options.add_argument("--digits", type=int, default=10_000)
    options.add_argument("--folder", type=Path, help="keep the course here, and use it where it is already")
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "regrade_scale.md")
    chosen = options.parse_args()
    with TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary, "course")
        if not (folder / "course.yaml").is_file():
            started = time.monotonic()
            _make(folder, chosen.groups, chosen.members, chosen.digits)
            print(f"made the course in {time.monotonic() - started:.0f} s", flush=True)
        _timed(folder, "first regrade", "regrade")
        rows = [_timed(folder, "regrade, nothing has changed", "regrade")]
        _move(folder)
        rows += [_timed(folder, "regrade --diff, everyone moves", "regrade", "--diff")]
        rows += [_timed(folder, "regrade, everyone moves", "regrade")]
        _move_back(folder)
        size = (folder / ".grader" / "grader.db").stat().st_size
    chosen.out.write_text(_report(chosen, rows, size), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))


def _make(folder: Path, groups: int, members: int, digits: int) -> None:
    folder.mkdir(parents=True)
    random_digits = np.random.default_rng(1)
    labels = random_digits.integers(0, 10, digits).astype(np.uint8)
    np.savez(folder / "heldout.npz", images=random_digits.integers(0, 256, (digits, 28, 28)).astype(np.uint8), labels=labels)
    roster = ["student_id,name,email,group,repository"]
    exam = ["student_id,points"]
    for group in range(groups):
        for member in range(members):
            student = f"s{group * members + member:05d}"
            roster.append(f"{student},Student {student},{student}@example.org,g{group:04d},repositories/g{group:04d}")
            exam.append(f"{student},{20 + zlib.crc32(student.encode()) % 81}")
    (folder / "roster.csv").write_text("\n".join(roster) + "\n")
    (folder / "exam.csv").write_text("\n".join(exam) + "\n")
    (folder / "rubric.yaml").write_text(_RUBRIC.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "course.yaml").write_text(
        'course: "Large"\nrubric: ./rubric.yaml\ndeadline: 2027-01-08T23:59+08:00\nroster: roster.csv\nexam: exam.csv\n'
        "heldout: heldout.npz\ntraining_data: digits28\n"
    )
    course = open_course(folder)
    heldout, training = course.heldout(), course.training()
    with Store.open(folder) as store:
        for name, correct in {"constant": 0.1, "linear": 0.92, "cnn": 0.985}.items():
            store.put_yardstick(heldout.sha256, training.sha256, name, correct=int(correct * digits), samples=digits)
        for number, group in enumerate(course.roster.groups):
            store.put_evidence(f"key {group.id}", _evidence(group.id, number, labels, heldout.sha256))
            store.set_latest(group.id, f"key {group.id}")


def _evidence(group: str, number: int, labels: np.ndarray, sha256: str) -> Evidence:
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


def _move(folder: Path) -> None:
    path = folder / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("0.995: 35}", "0.999: 35}").replace("linear: 15", "linear: 12"), encoding="utf-8")


def _move_back(folder: Path) -> None:
    (folder / "rubric.yaml").write_text(_RUBRIC.read_text(encoding="utf-8"), encoding="utf-8")


def _timed(folder: Path, what: str, *command: str) -> tuple[str, float, float, float]:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "grader", *command, "-C", str(folder)], stdout=subprocess.DEVNULL, check=False, env=os.environ
    )
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        sys.exit(f"{what} ended with {done.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{what}: {wall:.1f} s, {cpu:.1f} s of CPU", flush=True)
    return what, wall, cpu, after.ru_maxrss / 1024


def _report(chosen: argparse.Namespace, rows: list[tuple[str, float, float, float]], size: int) -> str:
    course = f"{chosen.groups * chosen.members:,} students, {chosen.groups:,} groups, {chosen.digits:,} held-out digits"
    lines = [
        "# Judging a large course again", "",
        f"{course}; the store is {size / 1e6:.0f} MB; {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}.", "",
        "| Command | Wall s | CPU s | Peak MB |", "|---|---:|---:|---:|",
        *(f"| {what} | {wall:.1f} | {cpu:.1f} | {peak:.0f} |" for what, wall, cpu, peak in rows), "",
        "Peak is the largest so far. Made by `python benchmarks/regrade_scale.py`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    main()
