"""Score a folder of model files as found in public repositories; writes results/real_models.md.

Each file goes the way of a submission's model: into the sandbox, up the ladder of loaders, to the input convention that
public training digits speak for, and then to MNIST's 10,000 test digits. No notebook is at hand, and nothing is declared.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.core.limits import Limits
from grader.core.training_data import TrainingData
from grader.core.wilson import wilson
from grader.intake.keras_layout import read_mnist
from grader.intake.training_folder import write_training_folder
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.predictions import ModelFile, Predictions, predict
from grader.sandbox.server_process import ServerPlan

_ENDINGS = (".h5", ".hdf5", ".keras")
_SEED = 1  # of the order in which the images go in, which changes no answer


@dataclass(frozen=True)
class Found:
    """A file, what it gave, how many of MNIST's test digits it got right (None: no scores), and the seconds it took."""

    name: str
    given: Predictions
    correct: int | None
    seconds: float


def main() -> None:
    """Score, print, write the table; the exit status is 1 where a file named with --must has no score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="a folder of .h5, .hdf5 and .keras files; it is only read")
    parser.add_argument("--mnist", type=Path, required=True, help="MNIST as .npz in Keras's layout")
    parser.add_argument("--must", nargs="*", default=[], help="names of files that must get a score")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "real_models.md")
    given = parser.parse_args()
    files = sorted(path for path in given.models.iterdir() if path.suffix.lower() in _ENDINGS)
    if not files:
        parser.error(f"there is no model file in {given.models}")
    found = score(files, read_mnist(given.mnist))
    text = report(found)
    print(text)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")
    scored = {one.name for one in found if one.correct is not None}
    sys.exit(not set(given.must) <= scored)


def score(files: Iterable[Path], mnist: TrainingData) -> list[Found]:
    """Let every file predict MNIST's test digits, each in a sandbox of its own."""
    found = []
    with tempfile.TemporaryDirectory(prefix="real-models-") as folder:
        data = write_training_folder(mnist, Path(folder))
        with choose_sandbox(None, ServerPlan(data=data)) as sandbox:
            sandbox.start()
            for path in files:
                started = time.monotonic()
                given = predict(sandbox, ModelFile(path.name, path.read_bytes()), mnist.x_test, mnist, Limits(), _SEED)
                right = None if given.scores is None else int((given.scores.argmax(axis=1) == mnist.y_test).sum())
                found.append(Found(path.name, given, right, time.monotonic() - started))
                print(found[-1].name, given.status.value, right, flush=True)
    return found


def report(found: Sequence[Found]) -> str:
    """Return the results as Markdown."""
    scored = [one for one in found if one.correct is not None]
    lines = [
        "# Real models", "",
        f"{len(found)} model files of public repositories, scored on MNIST's 10,000 test digits, {datetime.now(UTC):%Y-%m-%d}.",
        f"{len(scored)} have a score. No notebook was at hand and nothing was declared: weights without an architecture are",
        "scored only where the file itself leaves one possible network.", "",
        "| File | Accuracy | 95 % | Input | How it was found | On public digits | Outputs | s |",
        "|---|---:|---|---|---|---:|---|---:|",
        *map(row, found), "", "How each was loaded, or why not:", "", *map(story, found), "",
    ]  # fmt: skip
    return "\n".join(lines)


def row(one: Found) -> str:
    """Return a file's line of the table."""
    given = one.given
    if one.correct is None:
        return f"| {one.name} | – | | | | | | {one.seconds:.1f} |"
    total = 0 if given.scores is None else len(given.scores)
    low, high = wilson(one.correct, total)
    sanity = "" if given.sanity is None else f"{given.sanity:.4f}"
    cells = [
        one.name, f"{one.correct / total:.4f}", f"{low:.4f}–{high:.4f}", given.convention, given.convention_how, sanity,
        given.outputs, f"{one.seconds:.1f}",
    ]  # fmt: skip
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def story(one: Found) -> str:
    """Return what was tried with a file."""
    steps = list(one.given.loading)
    if one.given.message:
        steps.append(one.given.message)
    return f"- {one.name}: {'; '.join(steps)}"


if __name__ == "__main__":
    main()
