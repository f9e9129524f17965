"""How long does `grader grade-all` take when nothing has changed? Writes results/unchanged.md.

    python benchmarks/unchanged.py --groups 1000

Every group has a Git repository on this machine. The first run measures (made-up evidence of real size), then the command runs
as a user runs it, in a process of its own, and nothing is new. It fails where that takes more than 5 s of CPU.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from noop_course import measuring_nothing, noop_course

from grader.course import grade_course, open_course
from grader.executors.local import Local
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.server_process import server_plan

_AT_MOST_SECONDS = 5.0


def main() -> int:
    """Make the course, grade it, time it again; return 1 where the bound is broken."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--groups", type=int, default=1000)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--folder", type=Path, help="keep the course here, and use it where it is already")
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "unchanged.md")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary, "course")
        if not (folder / "course.yaml").is_file():
            noop_course(folder, chosen.groups)
            _first(folder)
        rows = [_timed(folder) for _ in range(chosen.times)]
    chosen.out.write_text(_report(chosen.groups, rows), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))
    return int(min(cpu for _, cpu, _ in rows) > _AT_MOST_SECONDS)


def _first(folder: Path) -> None:
    started = time.monotonic()
    with measuring_nothing():
        grade_course(open_course(folder), lambda data: choose_sandbox(None, server_plan(data)), Local(os.cpu_count() or 1))
    print(f"first run: {time.monotonic() - started:.0f} s", flush=True)


def _timed(folder: Path) -> tuple[float, float, float]:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "grader", "grade-all", "-C", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 1:  # presentations are not marked
        sys.exit(f"grade-all ended with {done.returncode}: {done.stderr.decode()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{wall:.1f} s, {cpu:.1f} s of CPU", flush=True)
    return wall, cpu, after.ru_maxrss / 1024


def _report(groups: int, rows: list[tuple[float, float, float]]) -> str:
    lines = [
        "# Grading a course in which nothing has changed", "",
        (f"`grader grade-all`, {groups:,} groups of four with local repositories; {os.cpu_count()} cores that other programs "
        f"were using as well (load {os.getloadavg()[0]:.0f}), {datetime.now(UTC):%Y-%m-%d}."), "",
        "| Wall s | CPU s | Peak MB |", "|---:|---:|---:|",
        *(f"| {wall:.1f} | {cpu:.1f} | {peak:.0f} |" for wall, cpu, peak in rows), "",
        f"Wanted: at most {_AT_MOST_SECONDS:g} s of CPU. Made by `python benchmarks/unchanged.py`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
