"""What does scoring cost beyond the network itself? Three networks, 60,000 images; writes results/scoring_speed.md.

The grader's pass (from uint8 images over the input convention to ten scores) takes turns with TensorFlow's own ways of
running a network over inputs that lie ready, at every batch size; the fastest of these is what the grader is compared with.
Then each model is scored as a submission is, in the sandbox, to see what a whole job takes.
"""
# ruff: noqa: PLC0415 - TensorFlow is imported only after its threads are set, and what runs inside only after its folder is known

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from grader.core.limits import Limits
from grader.core.training_data import TrainingData
from grader.intake.keras_layout import read_mnist
from grader.intake.training_folder import write_training_folder
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.predictions import ModelFile, predict
from grader.sandbox.server_process import ServerPlan

_INSIDE = Path(__file__).parents[1] / "grader" / "sandbox" / "inside"
_BATCHES = (250, 1000, 2000, 5000)
_TRAIN = 10_000
_GOAL = 1.3
NAMES = ("dense 512-256", "convolution 32-64", "convolution 32-32-64, normalised")
_HEAD = [
    "| Network | Multiply–adds | Grader, CPU s | Best forward pass, CPU s | its way | Ratio (lowest–highest) | By the clock |",
    "|---|---:|---:|---:|---|---:|---:|",
]


@dataclass(frozen=True)
class Took:
    """CPU and wall seconds."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Raced:
    """One network: what its pass took in each round, ours and each of the framework's ways."""

    name: str
    multiply_adds: int
    ours: list[Took]
    theirs: Mapping[str, list[Took]]

    @property
    def best(self) -> str:
        """The framework's way with the lowest median of CPU seconds."""
        return min(self.theirs, key=lambda way: statistics.median(took.cpu for took in self.theirs[way]))

    def ratios(self, clock: str) -> list[float]:
        """Return ours over the best of theirs, for each round."""
        pairs = zip(self.ours, self.theirs[self.best], strict=True)
        return [getattr(ours, clock) / getattr(theirs, clock) for ours, theirs in pairs]


def main() -> None:
    """Race, score, write the tables; the exit status is 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True, help="MNIST as .npz in Keras's layout")
    parser.add_argument("--rounds", type=int, default=5, help="of every way (default: 5)")
    parser.add_argument("--threads", type=int, default=1, help="for TensorFlow; the grader gives a submission one (default: 1)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "scoring_speed.md")
    given = parser.parse_args()
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    os.environ |= {name: str(given.threads) for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")}
    sys.path.insert(0, str(_INSIDE))
    mnist = read_mnist(given.mnist)
    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        raced = [race(name, mnist, given.rounds, Path(folder)) for name in NAMES]
        jobs = scored_in_the_sandbox(mnist, Path(folder), given.threads)
    text = report(raced, jobs, given.rounds, given.threads)
    print(text)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")
    sys.exit(any(statistics.median(one.ratios("cpu")) > _GOAL for one in raced))


def network(name: str) -> Any:
    """Return an untrained network."""
    import keras
    from keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D

    relu: dict[str, Any] = {"activation": "relu"}
    stacks = {
        NAMES[0]: [keras.Input((28, 28)), Flatten(), Dense(512, **relu), Dropout(0.2), Dense(256, **relu)],
        NAMES[1]: [
            keras.Input((28, 28, 1)), Conv2D(32, 3, **relu), MaxPooling2D(), Conv2D(64, 3, **relu), MaxPooling2D(),
            Flatten(), Dropout(0.5),
        ],
        NAMES[2]: [
            keras.Input((28, 28, 1)), Conv2D(32, 3, padding="same", **relu), BatchNormalization(), Conv2D(32, 3, **relu),
            BatchNormalization(), MaxPooling2D(), Conv2D(64, 3, **relu), MaxPooling2D(), Flatten(), Dense(128, **relu),
        ],
    }  # fmt: skip
    return keras.Sequential([*stacks[name], Dense(10, activation="softmax")])


def race(name: str, mnist: TrainingData, rounds: int, folder: Path) -> Raced:
    """Train a network a little, keep it as a file, and let it predict 60,000 images in every way."""
    from choose_convention import Chosen
    from conventions import Pixels, candidates
    from forward import as_function
    from multiply_adds import multiply_adds
    from predict import in_batches

    model, images = network(name), mnist.x_train
    shape = tuple(model.input_shape[1:])
    way = next(way for way in candidates(shape, Pixels.of(images[:2000])) if way.scale == "0 to 1")
    ready = way.apply(images)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(ready[:_TRAIN], mnist.y_train[:_TRAIN], batch_size=128, epochs=1, verbose=0)
    model.save(folder / f"{NAMES.index(name)}.h5")
    forward = as_function(model, shape, None)
    ours = partial(in_batches, forward, Chosen(way, "", sure=True, tried=[], sanity=1.0), images)
    theirs = framework(model, ready)
    ways: dict[str, Callable[[], object]] = {"": ours, **theirs}
    for run in ways.values():
        run()  # compiled and warm
    took: list[dict[str, Took]] = [{what: timed(run) for what, run in ways.items()} for _ in range(rounds)]
    print(name, {what: round(statistics.median(one[what].cpu for one in took), 2) for what in took[0]}, flush=True)
    found = {what: [one[what] for one in took] for what in theirs}
    return Raced(name, multiply_adds(model.layers) or 0, [one[""] for one in took], found)


def framework(model: Any, ready: np.ndarray) -> dict[str, Callable[[], object]]:
    """Return TensorFlow's own ways to run a network over inputs that lie ready."""
    import tensorflow as tf

    compiled = tf.function(
        lambda batch: model(batch, training=False), input_signature=[tf.TensorSpec((None, *ready.shape[1:]), tf.float32)]
    )

    def called(batch: int) -> list[np.ndarray]:
        return [compiled(ready[start : start + batch]).numpy() for start in range(0, len(ready), batch)]

    ways: dict[str, Callable[[], object]] = {f"tf.function, batches of {batch:,}": partial(called, batch) for batch in _BATCHES}
    for batch in _BATCHES[1:3]:
        ways[f"model.predict, batches of {batch:,}"] = partial(model.predict, ready, batch_size=batch, verbose=0)
    return ways


def timed(run: Callable[[], object]) -> Took:
    """Run once and say what it took."""
    cpu, wall = time.process_time(), time.monotonic()
    run()
    return Took(time.process_time() - cpu, time.monotonic() - wall)


@dataclass
class Listening:
    """A sandbox that keeps what each job came to."""

    sandbox: Sandbox
    name: str = ""
    last: Outcome | None = None

    def start(self) -> None:
        """Begin to warm up."""
        self.sandbox.start()

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        """Run the job and keep its outcome."""
        self.last = self.sandbox.run(job, on_event)
        return self.last

    def close(self) -> None:
        """End it."""
        self.sandbox.close()


def scored_in_the_sandbox(mnist: TrainingData, folder: Path, threads: int) -> dict[str, tuple[Took, Took]]:
    """Return for each network what a job with no image took, and one with 60,000."""
    data = write_training_folder(mnist, folder / "training")
    found = {}
    with choose_sandbox(None, ServerPlan(data=data, threads=threads)) as sandbox:
        listening = Listening(sandbox)
        for number, name in enumerate(NAMES):
            file = ModelFile("model.h5", (folder / f"{number}.h5").read_bytes())
            found[name] = (
                job(listening, file, mnist.x_train[:0], mnist),
                job(listening, file, mnist.x_train, mnist),
            )
    return found


def job(sandbox: Listening, file: ModelFile, images: np.ndarray, mnist: TrainingData) -> Took:
    """Score once; the first of its kind warms the caches."""
    took = []
    for _ in range(3):
        started = time.monotonic()
        given = predict(sandbox, file, images, mnist, Limits(), seed=1)
        wall = time.monotonic() - started
        assert given.status == "OK", given.message
        assert sandbox.last is not None
        took.append(Took(sandbox.last.cpu_seconds, wall))
    return min(took[1:], key=lambda one: one.cpu)


def report(raced: list[Raced], jobs: Mapping[str, tuple[Took, Took]], rounds: int, threads: int) -> str:
    """Return the results as Markdown."""
    import tensorflow as tf

    lines = [
        "# Scoring 60,000 images", "",
        f"TensorFlow {tf.__version__} on {os.cpu_count()} cores, threads: {threads}, rounds: {rounds} (medians are given),",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. The grader starts from uint8 images and makes each batch's input itself; the",
        f"framework's ways get theirs ready in memory. Its best is the lowest of {len(raced[0].theirs)}: a compiled call and",
        f"`model.predict`, each at several batch sizes. Ratios are taken within a round; the goal is at most {_GOAL}.", "",
        *_HEAD,
    ]  # fmt: skip
    lines += [row(one) for one in raced]
    lines += [
        "", "## The whole job, in the sandbox", "",
        "Looking at the file, loading it, finding its input on 2,000 public digits and scoring; the server is warm.", "",
        "| Network | No image, CPU s | 60,000 images, CPU s | Wall s | Beyond the first, over the best forward pass |",
        "|---|---:|---:|---:|---:|",
    ]  # fmt: skip
    lines += [job_row(one, *jobs[one.name]) for one in raced]
    return "\n".join([*lines, ""])


def row(one: Raced) -> str:
    """Return one line of the first table."""
    cpu, wall = one.ratios("cpu"), statistics.median(one.ratios("wall"))
    ours, theirs = (statistics.median(took.cpu for took in some) for some in (one.ours, one.theirs[one.best]))
    ratio = f"{statistics.median(cpu):.2f} ({min(cpu):.2f}–{max(cpu):.2f})"
    return f"| {one.name} | {one.multiply_adds:,} | {ours:.2f} | {theirs:.2f} | {one.best} | {ratio} | {wall:.2f} |"


def job_row(one: Raced, none: Took, many: Took) -> str:
    """Return one line of the second table."""
    best = statistics.median(took.cpu for took in one.theirs[one.best])
    ratio = (many.cpu - none.cpu) / best
    return f"| {one.name} | {none.cpu:.2f} | {many.cpu:.2f} | {many.wall:.2f} | {ratio:.2f} |"


if __name__ == "__main__":
    main()
