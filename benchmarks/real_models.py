"""Load model files as they are found in the world, in the sandbox, and score them on MNIST's test digits.

    python benchmarks/real_models.py --models FOLDER --mnist mnist.npz

Every file of the folder is taken as a submission's only model, with no notebook and nothing declared. The table goes to
`results/real_models.md`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from grader.core.evidence import Evaluation
from grader.core.limits import Limits
from grader.intake.keras_layout import read_mnist
from grader.intake.training_folder import write_training_folder
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.predictions import ModelFile, predict
from grader.sandbox.scoring import describe, score
from grader.sandbox.server_process import ServerPlan
from grader.steps.score import public_digits

_ENDINGS = {".h5", ".hdf5", ".keras"}
_RESULT = Path(__file__).parent / "results" / "real_models.md"


def main() -> None:
    """Score the files and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--mnist", type=Path, required=True)
    given = parser.parse_args()
    training = read_mnist(given.mnist)
    digits = public_digits(training, len(training.x_test))
    rows = []
    files = sorted(one for one in given.models.iterdir() if one.suffix.lower() in _ENDINGS)
    with (
        tempfile.TemporaryDirectory(prefix="grader-models-") as folder,
        choose_sandbox(None, ServerPlan(data=write_training_folder(training, Path(folder)))) as sandbox,
    ):
        for path in files:
            file = ModelFile(path.name, path.read_bytes())
            found = predict(sandbox, file, digits.images, training, Limits(seconds=300), 1)
            rows.append(_row(path.name, score(describe(found, file, "committed"), digits, "held-out").evaluation))
            print(rows[-1], flush=True)
    _RESULT.write_text(_page(rows), encoding="utf-8")


def _row(name: str, found: Evaluation) -> str:
    if found.accuracy is None:
        return f"| {name} | – | | | {found.message} |"
    sure = "" if found.convention_sure else " (unsure)"
    seconds = f"{found.seconds:.2f}"
    return f"| {name} | {found.accuracy:.4f} | {found.convention}{sure} | {seconds} | {'; '.join(found.loading)[:300]} |"


def _page(rows: list[str]) -> str:
    scored = sum("| – |" not in row for row in rows)
    head = (
        "# Model files as found in public repositories\n\n"
        f"{scored} of {len(rows)} files scored on MNIST's 10,000 test digits, {time.strftime('%Y-%m-%d')}; each alone, without\n"
        "its notebook, with nothing declared. The files belong to their authors and are not part of this repository.\n\n"
        "| File | Accuracy | Input found | Seconds for 10,000 | Loaded, or why not |\n|---|---:|---|---:|---|\n"
    )
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
