"""Workers are killed at random while a course is graded, the scheduler and the course's own process once each.

    python benchmarks/killed.py --groups 40

The end must be what an undisturbed run on this machine ends with: the same gradebook, byte for byte, and the same evidence but
for its times. Most groups hand in a small notebook and no model, every tenth a good sample. Writes results/killed.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.cluster.cluster import Cluster
from grader.course import grade_course, open_course
from grader.executors.local import Local
from grader.gradebook.store import Store
from grader.intake.sample_course import make_sample_course
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.server_process import server_plan

_CASE = "good-dense-784"
_CELLS = ["import numpy as np", "rows = np.arange(12).reshape(3, 4)\nprint(rows.sum())", "print('group', {number})"]


def main() -> int:
    """Grade in peace, grade while things are killed, compare; return 1 where the ends differ."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--groups", type=int, default=40)
    options.add_argument("--every", type=float, default=8.0, help="seconds between two kills")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "killed.md")
    options.add_argument("--parent", nargs=2, metavar=("COURSE", "ADDRESS"), help="be the course's process (used by the script)")
    chosen = options.parse_args()
    if chosen.parent:
        return _parent(Path(chosen.parent[0]), chosen.parent[1])
    with tempfile.TemporaryDirectory() as temporary:
        peaceful, disturbed = Path(temporary, "peaceful"), Path(temporary, "disturbed")
        _make(peaceful, chosen.groups)
        print("grading in peace", flush=True)
        grade_course(open_course(peaceful), lambda data: choose_sandbox(None, server_plan(data)), Local(os.cpu_count() or 1))
        shutil.copytree(peaceful, disturbed, ignore=shutil.ignore_patterns("grader.db*", "out"))
        _same_addresses(peaceful, disturbed)
        started = time.monotonic()
        told = _Disturbed(disturbed, Path(temporary), random.Random(chosen.seed), chosen.every).run()  # noqa: S311 - no secret
        seconds = time.monotonic() - started
        same = _end(peaceful, peaceful) == _end(disturbed, peaceful)
    if not all(told.values()):
        sys.exit(
            f"it was over before everything was killed, which shows nothing ({told}); take more --groups or a shorter --every"
        )
    chosen.out.write_text(_report(chosen.groups, told, seconds, same=same), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))
    return int(not same)


class _Disturbed:
    """A run with a cluster of three workers in which something is killed every few seconds."""

    def __init__(self, course: Path, folder: Path, dice: random.Random, every: float) -> None:
        self.course, self.folder, self.dice, self.every = course, folder, dice, every
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.started = 0

    def run(self) -> dict[str, int]:
        killed = {"worker": 0, "scheduler": 0, "course's process": 0}
        scheduler = self._scheduler()
        workers = [self._worker() for _ in range(3)]
        parent = self._parent()
        turn = 0
        while parent.poll() is None:
            try:
                parent.wait(self.every)
                break
            except subprocess.TimeoutExpired:
                turn += 1
            if turn == 2:
                killed["scheduler"] += 1
                for one in (scheduler, *workers):  # workers end with their scheduler, and whoever started them starts them again
                    _kill(one)
                scheduler, workers = self._scheduler(), [self._worker() for _ in range(3)]
            elif turn == 4:
                killed["course's process"] += 1
                _kill(parent)
                parent = self._parent()
            else:
                killed["worker"] += 1
                victim = self.dice.randrange(3)
                _kill(workers[victim])
                workers[victim] = self._worker()
            print(f"{turn}: killed so far {killed}", flush=True)
        if parent.returncode != 1:  # presentations are not marked
            sys.exit(f"the course ended with {parent.returncode}: {(self.folder / 'parent.log').read_text()[-3000:]}")
        for one in (scheduler, *workers):
            _kill(one)
        return killed

    def _scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")

    def _worker(self) -> subprocess.Popen[bytes]:
        self.started += 1
        local = str(self.folder / f"worker-{self.started}")
        return self._start(
            "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--memory-limit", "0", "--death-timeout", "120", "--local-directory", local,
        )  # fmt: skip

    def _parent(self) -> subprocess.Popen[bytes]:
        with (self.folder / "parent.log").open("ab") as log:
            command = [sys.executable, __file__, "--parent", str(self.course), self.address]
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def _start(self, module: str, *options: str) -> subprocess.Popen[bytes]:
        with (self.folder / "dask.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", module, *options], stdout=log, stderr=log, start_new_session=True)


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _parent(folder: Path, address: str) -> int:
    course = open_course(folder)
    with Cluster(address, memory_bytes=course.file.limits.memory_bytes, hear=print, prove=False) as cluster:

        def listen(group: str, stage: str) -> None:
            print(group, stage, flush=True)

        return grade_course(course, cluster.sandbox, cluster, listen=listen, where=cluster.where).exit_status


def _make(folder: Path, groups: int) -> None:
    cache = Path.home() / ".cache" / "grader-tests" / "sample-models"
    cache.mkdir(parents=True, exist_ok=True)
    make_sample_course(folder, cases=(_CASE,), cache=cache)
    good = folder / "repositories" / _CASE
    rows = ["student_id,name,email,group,repository"]
    for number in range(groups):
        name = f"g{number:03d}"
        where = folder / "repositories" / name
        if number % 10 == 0:
            shutil.copytree(good, where)
        else:
            _small(where, number)
        rows.append(f"s{number:04d},Student {number},s{number}@example.org,{name},repositories/{name}")
    (folder / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "exam.csv").write_text("student_id,points\n" + "".join(f"s{n:04d},{20 + n % 20}\n" for n in range(groups)))
    file = folder / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("time: 45 s", "time: 120 s"), encoding="utf-8")


def _small(folder: Path, number: int) -> None:
    folder.mkdir()
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": source.format(number=number), "metadata": {}, "outputs": [], "execution_count": None}
        for source in _CELLS
    ]
    (folder / "digits.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}))
    when = "2026-06-01T12:00:00+08:00"
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "digits.ipynb"], [*who, "commit", "-q", "-m", "Digits"]):
        subprocess.run(["git", *command], cwd=folder, check=True, env=variables)


def _same_addresses(peaceful: Path, disturbed: Path) -> None:
    for name in ("course.yaml", "roster.csv"):
        text = (disturbed / name).read_text(encoding="utf-8")
        (disturbed / name).write_text(text.replace(str(peaceful), str(disturbed)), encoding="utf-8")


def _end(folder: Path, like: Path) -> tuple[bytes, dict[str, Any]]:
    """Return the gradebook and what counts of the evidence: not how long things took, nor when."""
    with Store.open(folder) as store:
        found = store.all_latest()
    facts = {
        name: (one.submission.commit, one.execution.status, one.execution.cells_run, one.choices, one.contents,
               [(e.model, e.dataset, e.status, e.correct, e.confusion, e.answers, e.sha256) for e in one.evaluations],
               str(one.provenance.sandbox).replace(str(folder), str(like)))
        for name, one in found.items()
    }  # fmt: skip
    return (folder / "out" / "gradebook.csv").read_bytes(), facts


def _report(groups: int, killed: dict[str, int], seconds: float, *, same: bool) -> str:
    lines = [
        "# Killed at random",
        "",
        (
            f"{groups} groups on three worker processes of one machine ({os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}), "
            f"{datetime.now(UTC):%Y-%m-%d}. Killed with SIGKILL, started again at once:"
        ),
        "",
        *(f"- {what}: {count} times" for what, count in killed.items()),
        "",
        (
            f"It took {seconds:.0f} s. The gradebook (byte for byte) and the evidence (but for times) are "
            f"{'the same as' if same else 'NOT those'} of the undisturbed run."
        ),
        "",
        "Made by `python benchmarks/killed.py`.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
