"""One submission from its commit to its evidence: real Git, real kernels, real models."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import h5py
import numpy as np
import pytest

from grader.checks import CHECKS
from grader.core.evidence import Evidence, Submission
from grader.core.limits import Limits
from grader.core.policy import Policy
from grader.intake.dataset import training_data
from grader.intake.git import fetch
from grader.intake.training_folder import write_training_folder
from grader.measure import measure
from grader.provenance import provenance
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.execution import run_notebook
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.tree_of import tree_of
from grader.steps.bench import Bench
from grader.steps.score import public_digits

pytestmark = pytest.mark.slow(seconds=100)

_START = "import keras\n(x, y), _ = keras.datasets.mnist.load_data()\nx = x / 255\nkeras.utils.set_random_seed({seed})"
_DENSE = (
    "model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense({width}, 'relu'),\n"
    "                          keras.layers.Dense(10, 'softmax')])\nmodel.compile('adam', 'sparse_categorical_crossentropy')"
)
_FIT = "model.fit(x, y, epochs={epochs}, verbose=0)"


def train(save: str = "model.save('model.h5')", *, seed: int = 1, epochs: int = 15, width: int = 32) -> list[str]:
    return [_START.format(seed=seed), _DENSE.format(width=width), _FIT.format(epochs=epochs), save]


def notebook(cells: Sequence[str]) -> bytes:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    written = [{**code, "id": f"c{number}", "source": source} for number, source in enumerate(cells)]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": written}).encode()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    training = training_data("digits28", folder=Path(), keras_home=Path())
    heldout = public_digits(training, 200)
    limits = Limits(seconds=120)
    folder = tmp_path_factory.mktemp("data")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    with choose_sandbox(None, ServerPlan(data=write_training_folder(training, folder))) as sandbox:
        yield Bench(
            sandbox, limits, heldout, training, provenance(sandbox.name, heldout.sha256, limits),
            lambda: datetime.now(UTC).isoformat(), policy=Policy(),
        )  # fmt: skip


@pytest.fixture(scope="module")
def models(bench: Bench) -> Callable[..., bytes]:
    """Return a function that trains a model in the sandbox, each kind once."""
    known: dict[tuple[str, ...], bytes] = {}

    def make(cells: Sequence[str]) -> bytes:
        if tuple(cells) not in known:
            ran = run_notebook(bench.sandbox, "a.ipynb", tree_of({"a.ipynb": notebook(cells)}), bench.limits, 9)
            assert ran.execution.status == "OK", ran.execution
            known[tuple(cells)] = ran.model
        return known[tuple(cells)]

    return make


Hand = Callable[..., Evidence]


@pytest.fixture(scope="module")
def hand_in(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Hand:
    """Return a function that commits files to a repository and measures it."""

    def run(files: Mapping[str, bytes], policy: Policy | None = None) -> Evidence:
        folder = tmp_path_factory.mktemp("repository")
        for name, body in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(body)
        git = ["git", "-C", str(folder), "-c", "user.name=G", "-c", "user.email=g@example.org"]
        for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Our work"]):
            subprocess.run([*git, *command], check=True)
        fetched = fetch(str(folder), tmp_path_factory.mktemp("clone"), deadline=datetime(9999, 1, 1, tzinfo=UTC))
        submission = Submission("g01", str(folder), fetched.commit, fetched.committed_at)
        from dataclasses import replace

        return measure(submission, fetched, replace(bench, policy=policy or bench.policy)).evidence

    return run


def reproduces(evidence: Evidence) -> str:
    return CHECKS["reproduces"].find(evidence, {}).reason.split(":")[0]


_CONV = [
    _START.format(seed=4),
    "stack = [keras.layers.Conv2D(8, 5, 2, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(10, 'softmax')]",
    "model = keras.Sequential([keras.Input((28, 28, 1)), *stack])\nmodel.compile('adam', 'sparse_categorical_crossentropy')",
    "model.fit(x[..., None], y, epochs=15, verbose=0)",
    "model.save('model.h5')",
]


def test_the_model_at_the_committed_path_is_scored_though_many_were_written_later(
    hand_in: Hand, models: Callable[..., bytes]
) -> None:
    cells = ["body = open('model.h5', 'rb').read()\nopen('model.h5', 'wb').write(body)",
             "for i in range(12):\n    open(f'fold{i}.h5', 'wb').write(b'%d' % i)"]  # fmt: skip
    evidence = hand_in({"work.ipynb": notebook(cells), "model.h5": models(train())})
    written, committed = evidence.evaluation("written"), evidence.evaluation("committed")
    assert written is not None
    assert committed is not None
    assert (written.status, written.correct) == ("OK", committed.correct)


def test_a_seeded_notebook_reproduces_its_model(hand_in: Hand, models: Callable[..., bytes]) -> None:
    evidence = hand_in({"work.ipynb": notebook(train()), "model.h5": models(train())})
    assert reproduces(evidence) == "reproduced"
    assert evidence.execution.hidden == ("model.h5",)
    assert evidence.weights_difference is not None
    assert evidence.weights_difference < 1e-5
    held, public = evidence.evaluation("committed"), evidence.evaluation("committed", "public")
    assert held is not None
    assert public is not None
    assert (held.convention, held.convention_how[:14]) == ("28×28, pixels 0 to 1", "read from the ")
    assert len(held.answers) == held.samples == 200
    assert held.multiply_adds == 784 * 32 + 32 * 10
    assert [fit.role for fit in evidence.fits] == ["fit"]
    assert evidence.fits[0].from_train == evidence.fits[0].samples == 1000


def test_a_model_that_lay_in_the_commit_under_another_name_is_not_written_by_copying_it(
    hand_in: Hand, models: Callable[..., bytes]
) -> None:
    cells = ["import shutil\nshutil.copy('notes.dat', 'model.h5')"]
    model = models(train())
    evidence = hand_in({"work.ipynb": notebook(cells), "notes.dat": model, "model.h5": model, "text.txt": b"nothing"})
    assert [(one.path, one.role) for one in evidence.artifacts] == [
        ("model.h5", "model"), ("notes.dat", "file"), ("work.ipynb", "notebook"),
    ]  # fmt: skip
    found = CHECKS["reproduces"].find(evidence, {})
    assert (found.value, found.reason.endswith("a copy of the committed notes.dat")) == (0.0, True)


def test_a_spare_copy_under_any_name_takes_nothing_from_who_trains(hand_in: Hand, models: Callable[..., bytes]) -> None:
    body = models(train())
    evidence = hand_in({"work.ipynb": notebook(train()), "model.h5": body, "old/spare.bin": body})
    assert set(evidence.execution.hidden) == {"model.h5", "old/spare.bin"}
    assert reproduces(evidence) == "reproduced"


def test_another_seed_is_equivalent(hand_in: Hand, models: Callable[..., bytes]) -> None:
    assert reproduces(hand_in({"work.ipynb": notebook(train(seed=2)), "model.h5": models(train())})) == "equivalent"


def test_more_epochs_are_equivalent(hand_in: Hand, models: Callable[..., bytes]) -> None:
    committed = models(train(epochs=25))
    assert reproduces(hand_in({"work.ipynb": notebook(train()), "model.h5": committed})) == "equivalent"


def test_another_architecture_is_different(hand_in: Hand, models: Callable[..., bytes]) -> None:
    assert reproduces(hand_in({"work.ipynb": notebook(train()), "model.h5": models(train(width=48))})) == "different"


def test_another_groups_model_is_different(hand_in: Hand, models: Callable[..., bytes]) -> None:
    assert reproduces(hand_in({"work.ipynb": notebook(train()), "model.h5": models(_CONV)})) == "different"


def test_nothing_written_is_no_model_written(hand_in: Hand, models: Callable[..., bytes]) -> None:
    evidence = hand_in({"work.ipynb": notebook(train("print('done')")), "model.h5": models(train())})
    assert reproduces(evidence) == "no model written"


def test_written_elsewhere_is_found(hand_in: Hand, models: Callable[..., bytes]) -> None:
    cells = train("import os\nos.makedirs('out')\nmodel.save('out/final.h5')")
    assert reproduces(hand_in({"work.ipynb": notebook(cells), "model.h5": models(train())})) == "reproduced"


def test_a_copy_of_a_committed_file_is_no_model_written(hand_in: Hand, models: Callable[..., bytes]) -> None:
    cells = train("import shutil\nshutil.copy('backup/best.h5', 'model.h5')")
    body = models(train())
    evidence = hand_in({"work.ipynb": notebook(cells), "model.h5": body, "backup/best.h5": body})
    assert reproduces(evidence) == "no model written"
    assert "backup/best.h5" in CHECKS["reproduces"].find(evidence, {}).reason


def test_weights_alone_are_scored_in_the_notebooks_network(hand_in: Hand, models: Callable[..., bytes]) -> None:
    conv = [*_CONV[:-1], "model.save_weights('model.weights.h5')"]
    evidence = hand_in({"work.ipynb": notebook(["raise SystemExit", *conv]), "model.weights.h5": models(conv)})
    found = evidence.evaluation("committed")
    assert found is not None
    assert found.accuracy is not None, found.message
    assert found.accuracy > 0.85
    assert found.loading[-1].startswith("loaded its weights into the network of cell 4")


def test_the_model_that_recognises_digits_counts_among_several(hand_in: Hand, models: Callable[..., bytes]) -> None:
    diverged = [*train()[:2], "model.save('model.h5')"]
    files = {"work.ipynb": notebook(train()), "a_first.h5": models(diverged), "mnist (1).h5": models(train())}
    evidence = hand_in(files)
    model = evidence.choices[1]
    assert model.path == "mnist (1).h5"
    assert "recognises digits, as others do not" in model.how
    assert "'a_first.h5'" in model.how
    named = hand_in({**files, "submission.yaml": b"model: a_first.h5\n"})
    assert named.choices[1].path == "a_first.h5"
    assert "was the right file named?" in named.choices[1].how
    best = hand_in({**files, "submission.yaml": b"model: a_first.h5\n"}, Policy(which="best"))
    assert best.choices[1].path == "mnist (1).h5"


def test_weights_of_another_framework_are_scored_by_the_notebooks_own_function(hand_in: Hand, bench: Bench) -> None:
    images, labels = bench.training.x_train.reshape(-1, 784) / 255, np.eye(10)[bench.training.y_train]
    weights = np.linalg.lstsq(images.T @ images + 5 * np.eye(784), images.T @ labels, rcond=None)[0]
    body = io.BytesIO()
    with h5py.File(body, "w") as file:
        file["fc.weight"] = weights.T
    cells = [
        "import h5py\nW = h5py.File('net.h5')['fc.weight'][:]",
        "def predict(x):\n    return x.reshape(len(x), -1) / 255 @ W.T",
    ]
    evidence = hand_in({"work.ipynb": notebook(cells), "net.h5": body.getvalue()})
    committed, own = evidence.evaluation("committed"), evidence.evaluation("notebook")
    assert committed is not None
    assert "not a Keras model" in committed.message
    assert own is not None
    assert own.accuracy is not None, own.message
    assert own.accuracy > 0.8
    assert "predict()" in own.convention_how


def test_a_model_with_code_is_refused_or_runs_behind_the_walls(hand_in: Hand, models: Callable[..., bytes]) -> None:
    cells = [
        _START.format(seed=1),
        "stack = [keras.layers.Lambda(lambda t: t / 255), keras.layers.Flatten(), keras.layers.Dense(10, 'softmax')]",
        "model = keras.Sequential([keras.Input((28, 28)), *stack])\nmodel.compile('adam', 'sparse_categorical_crossentropy')",
        "model.fit(x * 255, y, epochs=20, verbose=0)",
        "model.save('model.h5')",
    ]
    files = {"work.ipynb": notebook(["x = 1"]), "model.h5": models(cells)}
    refused = hand_in(files).evaluation("committed")
    assert refused is not None
    assert "use a built-in layer such as Rescaling" in refused.message
    allowed = hand_in(files, Policy(code="sandbox")).evaluation("committed")
    assert allowed is not None
    assert allowed.accuracy is not None, allowed.message
    assert allowed.accuracy > 0.85
