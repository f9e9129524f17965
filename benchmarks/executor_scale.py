"""What does the grader itself cost at up to 10,000 groups whose notebooks take no time? Writes results/executor_scale.md.

    python benchmarks/executor_scale.py --sizes 100 1000 10000

Nothing is fetched and nothing runs: each group brings made-up evidence of real size after no time at all. Durations of a last
run are recorded, so the longest expected begin first. It fails where the executor costs more than 5 ms a task (the median of
ten rounds), or where the process that schedules holds 500 MB or more.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from noop_course import measuring_nothing, noop_course

import grader.course_run
from grader.course import open_course
from grader.course_run import CourseRun
from grader.executors.executor import Task
from grader.executors.local import Local
from grader.exports.csv_gradebook import csv_gradebook, write_gradebook
from grader.gradebook.store import Store
from grader.intake.git import Fetched
from grader.judge_stored import judge_stored
from grader.measuring import measured_with
from grader.provenance import provenance
from grader.steps.bench import Bench

_AT_MOST_MS, _AT_MOST_MB = 5.0, 500


def main() -> int:
    """Measure each size in a process of its own, write the table; return 1 where a bound is broken."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    options.add_argument("--one", type=int, help="measure this size here (used by the script)")
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "executor_scale.md")
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(_measure(chosen.one)))
        return 0
    rows = []
    for size in chosen.sizes:
        done = subprocess.run([sys.executable, __file__, "--one", str(size)], stdout=subprocess.PIPE, check=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        print(rows[-1], flush=True)
    chosen.out.write_text(_report(rows), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))
    return int(any(row["executor_ms"] > _AT_MOST_MS or row["run_mb"] >= _AT_MOST_MB for row in rows))


def _measure(groups: int) -> dict[str, float]:
    found = {"groups": groups, "executor_ms": _overhead(groups)}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "course")
        noop_course(folder, groups, repositories=False)
        course = open_course(folder)
        heldout, training = course.heldout(), course.training()
        with Store.open(folder) as store, measuring_nothing() as making:
            dice = random.Random(3)  # noqa: S311 - any order does
            for one in course.roster.groups:
                store.record_duration(one.id, dice.uniform(10, 900))
            using = measured_with(course, provenance("fork-server", heldout.sha256, course.file.limits), training.sha256, ())
            bench = Bench(None, using.limits, heldout, training, using.provenance, lambda: "2027-01-09")  # type: ignore[arg-type]  # nothing runs
            run = CourseRun(
                course, store, using, lambda: bench, again=False, listen=lambda *_: None, allow=("file",),
                deadlines=course.deadlines(), now=lambda: "2027-01-09",
            )  # fmt: skip
            setattr(grader.course_run, "fetch", _fetched)  # noqa: B010 - a stand-in: nothing is fetched
            took = store.durations()
            started = time.monotonic()
            tasks = [Task(one.id, one, took[one.id]) for one in course.roster.groups]
            Local(1).run(tasks, partial(run.group, ""), partial(run.ended, ""))
            found["run_ms"] = (time.monotonic() - started - sum(making)) * 1000 / groups
            found["run_mb"] = _peak()
            assert run.measured == groups
            started = time.monotonic()
            graded = judge_stored(course, store, heldout, training.sha256)
            write_gradebook(folder / "gradebook.csv", csv_gradebook(course.rubric, course.roster, graded.marks))
            found["gradebook_s"] = time.monotonic() - started
            found["judge_mb"] = _peak()
        found["store_mb"] = sum(one.stat().st_size for one in (folder / ".grader").glob("grader.db*")) / 1e6
    return found


def _overhead(tasks: int) -> float:
    """Return the milliseconds that the executor takes for a task that does nothing: the median of ten rounds."""
    asked = [Task(str(number), number, float(number % 97)) for number in range(tasks)]
    rounds = []
    for _ in range(10):
        started = time.monotonic()
        Local(os.cpu_count() or 1).run(asked, lambda _: None, lambda _: None)
        rounds.append((time.monotonic() - started) * 1000 / tasks)
    return statistics.median(rounds)


def _fetched(address: str, into: Path, **_: Any) -> Fetched:
    tree = into / "tree.tar"
    tree.write_bytes(b"")
    commit = f"{int(Path(address).name[1:]):040x}"
    return Fetched(commit, "2027-01-08T20:00:00+08:00", 0, tree, (), (), (("Ana", 1),))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _report(rows: list[dict[str, float]]) -> str:
    lines = [
        "# What the grader itself costs",
        "",
        "Groups whose notebooks take no time, with made-up evidence of real size (two models, 2,000 held-out digits) and four",
        (
            f"students each; {os.cpu_count()} cores that other programs were using as well (load {os.getloadavg()[0]:.0f}), "
            f"{datetime.now(UTC):%Y-%m-%d}."
        ),
        "",
        (
            "| Groups | Executor, ms a task | Executor and store, ms a group | Peak MB of the run | Store MB "
            "| Judged and gradebook.csv written, s | Peak MB then |"
        ),
        "|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {row['groups']:,.0f} | {row['executor_ms']:.3f} | {row['run_ms']:.1f} | {row['run_mb']:.0f} "
            f"| {row['store_mb']:.0f} | {row['gradebook_s']:.1f} | {row['judge_mb']:.0f} |"
            for row in rows
        ),
        "",
        f"Wanted: at most {_AT_MOST_MS:g} ms a task, a run in less than {_AT_MOST_MB} MB.",
        "Made by `python benchmarks/executor_scale.py`.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
