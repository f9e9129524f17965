"""How big an exam can be: 100,000 students, forty questions; writes results/exam_scale.md.

Each job is a process of its own that reads the files as `grader` does: it says its CPU and wall seconds and the most memory it
held. The goal is 10 s and 2 GB for grading an export with an answer key.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

_GOAL_SECONDS, _GOAL_BYTES = 10.0, 2 * 10**9
_OPTIONS = ("Dense", "Flatten, of course", "Conv2D", "Embedding")
_RESULTS = Path(__file__).with_name("results") / "exam_scale.md"
_JOBS = {
    "key": "answers only, graded with a key",
    "quiz": "a quiz as downloaded, points by question",
    "points": "`student_id,points,maximum`",
    "items": "answers with a key, and item analysis",
}


@dataclass(frozen=True)
class Took:
    """One job: CPU and wall seconds, the most memory in bytes, and how many points it found."""

    cpu: float
    wall: float
    peak: int
    results: int


def main() -> int:
    """Make the files, run every job in its own process, print and write the table; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--job", nargs=2, metavar=("JOB", "DIR"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        return _job(options.job[0], Path(options.job[1]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = _write(folder, options.students, options.questions)
        took = {job: [_measure(job, folder) for _ in range(options.rounds)] for job in _JOBS}
    report = _report(took, sizes, options.students, options.questions)
    print(report)
    expected = options.students
    if any(one.results != expected for runs in took.values() for one in runs):
        print("a job did not find every student's points")
        return 1
    _RESULTS.write_text(report, encoding="utf-8")
    worst = took["key"]
    return int(max(one.wall for one in worst) > _GOAL_SECONDS or max(one.peak for one in worst) > _GOAL_BYTES)


def _write(folder: Path, students: int, questions: int) -> Mapping[str, int]:
    """Write roster, key and exports; return the exports' sizes in bytes."""
    rng = random.Random(1)  # noqa: S311 - made-up answers
    ids = [f"E{n:07d}" for n in range(students)]
    people = [[one, f"學生 {n}", f"{one}@university.edu".lower(), f"g{n // 3}", ""] for n, one in enumerate(ids)]
    _csv(folder / "roster.csv", [["student_id", "name", "email", "group", "repository"], *people])
    _key(folder / "exam-key.yaml", questions)
    titles = [f"Question {q}: which of these is right?" for q in range(questions)]
    answers = [_answers(rng, questions) for _ in range(1000)]
    drawn = [[rng.choice(answers)[q] for q in range(questions)] for _ in ids]
    stamps = [f"2027/1/8 {9 + n % 3}:{n % 60:02d}:{n % 59:02d} AM GMT+8" for n in range(students)]
    asked = [[stamp, one, *row] for stamp, one, row in zip(stamps, ids, drawn, strict=True)]
    _csv(folder / "key.csv", [["Timestamp", "Student ID", *titles], *asked])
    header = ["Timestamp", "Student ID", "Total score"] + [f"{t}{end}" for t in titles for end in ("", " [Score]", " [Feedback]")]
    marked = [
        [stamp, one, f"{sum(map(_right, row)):.2f} / {questions}", *(c for a in row for c in (a, f"{_right(a)}.00 / 1", ""))]
        for stamp, one, row in zip(stamps, ids, drawn, strict=True)
    ]
    _csv(folder / "quiz.csv", [header, *marked])
    points = [[one, str(n % 401 / 10), "40"] for n, one in enumerate(ids)]
    _csv(folder / "points.csv", [["student_id", "points", "maximum"], *points])
    return {name: (folder / f"{name}.csv").stat().st_size for name in ("key", "quiz", "points")}


def _answers(rng: random.Random, questions: int) -> list[str]:
    """Return a student's answers: a third single choice, a third boxes, a sixth numbers, a sixth short texts."""
    drawn = []
    for q in range(questions):
        kind = q % 6
        if kind < 2:
            drawn.append(rng.choice((*_OPTIONS, "")))
        elif kind < 4:
            drawn.append(", ".join(one for one in _OPTIONS if rng.random() < 0.5))
        else:
            drawn.append(f"{rng.gauss(0.25, 0.02):.3f}" if kind == 4 else rng.choice(("softmax", "Soft  Max", "sigmoid", "")))
    return drawn


def _right(answer: str) -> int:
    return int(answer in {_OPTIONS[1], "softmax", "0.250"})


def _key(path: Path, questions: int) -> None:
    listed = ", ".join(f'"{one}"' for one in _OPTIONS)
    forms = (
        f'options: [{listed}], answer: "{_OPTIONS[1]}", guessing: true',
        f"kind: checkboxes, options: [{listed}], answer: [Dense, Conv2D], rule: per_option",
        "kind: number, answer: 0.25, tolerance: 0.01",
        'kind: text, answer: [softmax, "soft max"]',
    )
    chosen = (0, 0, 1, 1, 2, 3)
    lines = [f'  q{q}: {{title: "Question {q}: which of these is right?", {forms[chosen[q % 6]]}}}' for q in range(questions)]
    path.write_text("\n".join(["defaults: {points: 1}", "questions:", *lines, ""]), encoding="utf-8")


def _csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _measure(job: str, folder: Path) -> Took:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--job", job, str(folder)], capture_output=True, text=True, check=True, env=os.environ
    )
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    results, peak = map(int, done.stdout.split())
    return Took(cpu, wall, peak, results)


def _job(job: str, folder: Path) -> int:
    from grader.core.item_analysis import item_analysis  # noqa: PLC0415 - the process that makes the files needs none of it
    from grader.intake.exam.read_exam import read_exam  # noqa: PLC0415 - as above
    from grader.intake.exam.rules import ExamRules  # noqa: PLC0415 - as above
    from grader.intake.roster import read_roster  # noqa: PLC0415 - as above

    name = "key" if job == "items" else job
    keyed = folder / "exam-key.yaml" if name == "key" else None
    exam = read_exam(ExamRules({"": folder / f"{name}.csv"}, key=keyed), read_roster(folder / "roster.csv"))
    assert all(isinstance(points, Decimal) for points in exam.points.values())
    if job == "items":
        assert exam.table is not None
        assert item_analysis(exam.table) is not None
    print(len(exam.points), _peak())
    return 0


def _peak() -> int:
    """Return the most memory of this program in bytes; what the process held before it became this program does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _report(took: Mapping[str, Sequence[Took]], sizes: Mapping[str, int], students: int, questions: int) -> str:
    at, rounds = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", len(next(iter(took.values())))
    lines = [
        f"# An exam of {students:,} students and {questions} questions",
        "",
        f"Python {sys.version.split()[0]} on {os.cpu_count()} cores, {at}; each job in a process of its own, its start and the",
        f"roster included; the worst of {rounds} rounds. The goal is {_GOAL_SECONDS:.0f} s and 2 GB for the first.",
        f"Load of the machine at the end: {os.getloadavg()[0]:.1f}; above {os.cpu_count()} it makes the wall time longer.",
        "",
        "| What is read | File, MB | CPU s | Wall s | Peak memory, MB |",
        "|---|---:|---:|---:|---:|",
    ]
    worst: Callable[[Sequence[Took], str], float] = lambda runs, name: max(getattr(one, name) for one in runs)  # noqa: E731 - short
    for job, runs in took.items():
        size = sizes["key" if job == "items" else job] / 1e6
        cpu, wall, peak = (worst(runs, name) for name in ("cpu", "wall", "peak"))
        lines.append(f"| {_JOBS[job]} | {size:.1f} | {cpu:.1f} | {wall:.1f} | {peak / 1e6:,.0f} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
