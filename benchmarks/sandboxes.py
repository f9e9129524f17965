"""What does each sandbox cost? The same three jobs in each that this machine has, in turns; writes results/sandboxes.md.

An empty run, a notebook that builds, trains for one step and saves a small network, and scoring that network on 1,000 images.
Wall seconds are what one waits for the answer; CPU seconds are of the run's own processes, without the engine's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.core.training_data import TrainingData
from grader.intake.training_folder import write_training_folder
from grader.sandbox.choose import NO_WALL, SANDBOXES, choose_sandbox
from grader.sandbox.execution import run_notebook
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Job, Outcome
from grader.sandbox.predictions import ModelFile, predict
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.tree_of import tree_of

_RESULTS = Path(__file__).parent / "results" / "sandboxes.md"
_LIMITS = Limits(seconds=300)
_CELLS = (
    "import keras, numpy as np",
    "model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation='softmax')])",
    "model.compile('adam', 'sparse_categorical_crossentropy')",
    "model.fit(np.zeros((32, 28, 28)), np.zeros(32), verbose=0)",
    "model.save('model.h5')",
)
JOBS = ("an empty run", "a notebook with Keras", "scoring 1,000 images")

Times = dict[tuple[str, str], list[tuple[float, float]]]  # (sandbox, job): (wall, CPU) of each round


def main() -> None:
    """Race, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="of every job in every sandbox (default: 5)")
    parser.add_argument("--out", type=Path, default=_RESULTS)
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sandboxes-")))
        folder.chmod(0o755)
        training = _digits()
        plan = ServerPlan(data=write_training_folder(training, folder))
        walls: dict[str, ForkServer] = {}
        missing = []
        for name in (one for one in SANDBOXES if one != NO_WALL):
            try:
                walls[name] = stack.enter_context(choose_sandbox(name, plan))
            except MachineError as error:
                missing.append(f"{name}: {error}")
        times = race(walls, training, given.rounds)
    text = "\n".join(table(tuple(walls), missing, times, given.rounds)) + "\n"
    print(text)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")


def race(walls: Mapping[str, ForkServer], training: TrainingData, rounds: int) -> Times:
    """Do every job in every sandbox, so many rounds and one more beforehand; return what each took."""
    model = next(iter(_notebook(Counted(next(iter(walls.values())))).values()))
    times: Times = defaultdict(list)
    for number in range(rounds + 1):
        for name in random.Random(number).sample(list(walls), len(walls)):  # noqa: S311 - whose turn it is
            counted = Counted(walls[name])
            for job, work in (
                (JOBS[0], partial(counted.run, Job("probe", {"attempts": []}, limits=_LIMITS))),
                (JOBS[1], partial(_notebook, counted)),
                (JOBS[2], partial(predict, counted, ModelFile("model.h5", model), training.x_train, training, _LIMITS, 1)),
            ):
                began, counted.cpu = time.perf_counter(), 0.0
                work()
                if number:
                    times[name, job].append((time.perf_counter() - began, counted.cpu))
    return times


class Counted:
    """A sandbox that adds up the CPU seconds of its runs, and ends the benchmark where one fails."""

    def __init__(self, wall: ForkServer) -> None:
        self.wall, self.name, self.cpu = wall, wall.name, 0.0

    def start(self) -> None:
        """Begin to warm up."""
        self.wall.start()

    def close(self) -> None:
        """Leave it to whoever made the wall."""

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        """Run one job."""
        outcome = self.wall.run(job, on_event)
        if outcome.status is not RunStatus.OK:
            sys.exit(f"{self.name}: {job.program} ended {outcome.status.value}: {outcome.message}")
        self.cpu += outcome.cpu_seconds
        return outcome


def _notebook(sandbox: Counted) -> Mapping[str, bytes]:
    code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**code, "id": f"c{number}", "source": source} for number, source in enumerate(_CELLS)]
    body = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    return run_notebook(sandbox, "a.ipynb", tree_of({"a.ipynb": body}), _LIMITS, 1).models


def _digits() -> TrainingData:
    dice = np.random.default_rng(1)
    images, labels = dice.integers(0, 256, (1000, 28, 28), np.uint8), dice.integers(0, 10, 1000).astype(np.uint8)
    return TrainingData("made up", images, labels, images[:20], labels[:20], "0" * 64)


def table(names: Sequence[str], missing: Sequence[str], times: Times, rounds: int) -> list[str]:
    """Return the results as Markdown: medians, and the lowest and highest by the clock."""
    lines = [
        "# What a run costs in each sandbox", "",
        f"Medians of {rounds} rounds in turns, in brackets the fastest and the slowest; {datetime.now(UTC):%Y-%m-%d},",
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load at the end {os.getloadavg()[0]:.1f}.", "",
        "| Sandbox | " + " | ".join(f"{job}, s | CPU s" for job in JOBS) + " |",
        "|---|" + "---:|---:|" * len(JOBS),
    ]  # fmt: skip
    for name in names:
        cells = []
        for job in JOBS:
            walls, cpus = zip(*times[name, job], strict=True)
            cells.append(f"{statistics.median(walls):.2f} ({min(walls):.2f}–{max(walls):.2f}) | {statistics.median(cpus):.2f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*lines, *(f"\nNot here: {one}" for one in missing)]


if __name__ == "__main__":
    main()
