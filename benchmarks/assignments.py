"""What grading assignments costs beyond the students' own code: on the fork server, and in a fresh kernel each.

    python benchmarks/assignments.py                        # 200 submissions, 20 of them in fresh kernels
    python benchmarks/assignments.py --submissions 40 --fresh 5

CPU seconds of this process and all it starts. What every submission shares (starting the server, proving the reference) is
measured apart and taken off; the students' own code is what the same cells and calls take in one warm process.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.assignments.grade_submission import Desk, grade_submission, prove
from grader.assignments.handed_in import HandedIn
from grader.assignments.open_assignment import read_assignment
from grader.assignments.percent_source import percent_source
from grader.assignments.reference_run import ReferenceRun
from grader.assignments.release import release
from grader.assignments.test_process import TestProcess
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.warm import LIGHT

HERE = Path(__file__).parent
EXERCISE = HERE.parent / "tests" / "assignments" / "exercises" / "softmax-forward"
OWN = """
import json, sys, time
import numpy as np
cells, count = json.load(open(sys.argv[1])), int(sys.argv[2])
x = np.random.default_rng(0).normal(size=(64, 10))
started = time.process_time()
for _ in range(count):
    known = {}
    for cell in cells:
        exec(compile(cell, "cell", "exec"), known)
    for _ in range(4):
        known["softmax"](x)
    known["cross_entropy"](x, np.zeros(64, int))
print((time.process_time() - started) / count)
"""
FRESH = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
for _ in range(int(sys.argv[2])):
    NotebookClient(notebook, timeout=60, allow_errors=True).execute()
"""


def submission(number: int) -> bytes:
    """Return a notebook as a student hands it in: the student version with the answers written in, no two alike."""
    answers = percent_source(EXERCISE / "good.py", (EXERCISE / "good.py").read_text(encoding="utf-8"))["cells"]
    by_name = {cell["metadata"]["nbgrader"]["grade_id"]: cell["source"] for cell in answers}
    document = json.loads(release(read_assignment(EXERCISE).source))
    for cell in document["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in {"softmax", "cross_entropy"}:
            cell["source"] = [f"student = {number}\n", *by_name[name]]
    return json.dumps(document).encode()


def cpu() -> float:
    """Return the CPU seconds of this process and of its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds of a piece of work that ends all it starts."""
    before, started = cpu(), time.perf_counter()
    work()
    return cpu() - before, time.perf_counter() - started


def grade(count: int) -> None:
    """Grade so many submissions as grader does, one after another."""
    assignment = read_assignment(EXERCISE)
    with (
        choose_sandbox(None, ServerPlan(preload=LIGHT)) as wall,
        TestProcess() as worker,
        ReferenceRun(assignment, wall) as reference,
    ):
        desk = Desk(wall, worker, 1, lambda: "", reference.ask)
        proven = prove(assignment, desk)
        for number in range(count):
            result = grade_submission(proven, HandedIn(f"s{number}", "x.ipynb", submission(number)), desk)
            assert result.points == result.maximum, result


def in_process(code: str, file: Path, count: int) -> str:
    """Run a piece of code in a process of its own and return what it prints."""
    command = [sys.executable, "-c", code, str(file), str(count)]
    return subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"}).stdout


def main() -> None:
    """Measure, print, and write results/assignments.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--fresh", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = rows(Path(folder), arguments.submissions, arguments.fresh)
    text = "\n".join(table) + "\n"
    print(text)
    (HERE / "results" / "assignments.md").write_text(text, encoding="utf-8")


def rows(folder: Path, count: int, fresh: int) -> list[str]:
    """Return the table: seconds a submission."""
    document: dict[str, Any] = json.loads(submission(0))
    (folder / "one.ipynb").write_text(json.dumps(document), encoding="utf-8")
    cells = ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"]
    (folder / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    own = float(in_process(OWN, folder / "cells.json", 200))
    shared = measured(lambda: grade(1))
    ours = measured(lambda: grade(count + 1))
    kernels_none = measured(lambda: in_process(FRESH, folder / "one.ipynb", 0))
    kernels = measured(lambda: in_process(FRESH, folder / "one.ipynb", fresh))
    a_submission = [(whole - start) / count for whole, start in zip(ours, shared, strict=True)]
    a_kernel = [(whole - start) / fresh for whole, start in zip(kernels, kernels_none, strict=True)]
    return [
        "# Grading assignments: seconds a submission",
        "",
        f"The exercise softmax-forward, one after another: {count} submissions on the fork server with its tests from outside,",
        f"{fresh} in a fresh kernel each (nbclient, no wall, no tests from outside).",
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores; load at the end {os.getloadavg()[0]:.1f}.",
        "",
        "| | CPU | of it the students' own code | overhead | wall |",
        "|---|---|---|---|---|",
        f"| grader, fork server | {a_submission[0]:.3f} | {own:.4f} | {a_submission[0] - own:.3f} | {a_submission[1]:.3f} |",
        f"| a fresh kernel each | {a_kernel[0]:.3f} | {own:.4f} | {a_kernel[0] - own:.3f} | {a_kernel[1]:.3f} |",
        "",
        f"Shared by all: {shared[0] - a_submission[0]:.1f} s of CPU to start, and to prove the reference solution.",
    ]


if __name__ == "__main__":
    main()
