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
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from large_course import RUBRIC, measured_course


@dataclass(frozen=True)
class _Row:
    """One command: seconds by the clock, until the new gradebook lay there, and of the processor; MB at most so far."""

    what: str
    wall: float
    gradebook: float | None
    cpu: float
    pace: float
    peak: float

    def cells(self) -> str:
        gradebook = "" if self.gradebook is None else f"{self.gradebook:.1f}"
        return f"| {self.what} | {gradebook} | {self.wall:.1f} | {self.cpu:.1f} | {self.pace:.2f} | {self.peak:.0f} |"


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
        made = not (folder / "course.yaml").is_file()
        if made:
            started = time.monotonic()
            measured_course(folder, chosen.groups, members=chosen.members, digits=chosen.digits)
            print(f"made the course in {time.monotonic() - started:.0f} s", flush=True)
        first = _timed(folder, "regrade, every page from scratch", "regrade")
        rows = [first] if made else []  # where the course was kept, its pages were
        rows += [_timed(folder, "regrade, nothing has changed", "regrade") for _ in range(3)]
        _move(folder)
        rows += [_timed(folder, "regrade --diff, everyone moves", "regrade", "--diff")]
        rows += [_timed(folder, "regrade, everyone moves", "regrade")]
        _move_back(folder)
        size = (folder / ".grader" / "grader.db").stat().st_size
    chosen.out.write_text(_report(chosen, rows, size), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))


def _move(folder: Path) -> None:
    path = folder / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("0.995: 35}", "0.999: 35}").replace("linear: 15", "linear: 12"), encoding="utf-8")


def _move_back(folder: Path) -> None:
    (folder / "rubric.yaml").write_text(RUBRIC.read_text(encoding="utf-8"), encoding="utf-8")


def _additions() -> float:
    """Return the CPU seconds of ten million additions in Python: by them, results of a machine that changes its speed compare."""
    started, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - started


def _timed(folder: Path, what: str, *command: str) -> _Row:
    pace = _additions()
    before, began, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.time(), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "grader", *command, "-C", str(folder)], stdout=subprocess.DEVNULL, check=False, env=os.environ
    )
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        sys.exit(f"{what} ended with {done.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    written = (folder / "out" / "gradebook.csv").stat().st_mtime - began
    row = _Row(what, wall, max(written, 0) or None, cpu, (pace + _additions()) / 2, after.ru_maxrss / 1024)
    print(row.cells(), flush=True)
    return row


def _report(chosen: argparse.Namespace, rows: list[_Row], size: int) -> str:
    course = f"{chosen.groups * chosen.members:,} students, {chosen.groups:,} groups, {chosen.digits:,} held-out digits"
    lines = [
        "# Judging a large course again", "",
        f"{course}; the store is {size / 1e6:.0f} MB; {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}.", "",
        "| Command | Gradebook after s | To its end, s | CPU s | Additions s | Peak MB |", "|---|---:|---:|---:|---:|---:|",
        *(row.cells() for row in rows), "",
        "The gradebook is written before the pages.",
        "Additions are ten million in Python, right before and after: the pace of the machine at that time.",
        "Peak is the largest so far. Made by `python benchmarks/regrade_scale.py`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    main()
