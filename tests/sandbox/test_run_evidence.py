"""What is learnt from a run besides how it ended: its own predictions, what reached training, what it was not to find."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from grader.core.evaluate import read_scores
from grader.core.limits import MIB, Limits
from grader.core.output_pair import OutputPair
from grader.core.training_data import TrainingData
from grader.sandbox.execution import NotebookRun, run_notebook
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.tree_of import tree_of

pytestmark = pytest.mark.slow

_ELSEWHERE = "self-check shows its text, on public digits"
_LIMITS = Limits(seconds=60, memory_bytes=1500 * MIB, disk_bytes=256 * MIB)
Run = Callable[..., NotebookRun]


@pytest.fixture(scope="module")
def run(server: ForkServer, tar: Callable[[Mapping[str, bytes]], bytes], notebook: Callable[..., bytes]) -> Run:
    def go(cells: Sequence[str | dict[str, Any]], files: Mapping[str, bytes] | None = None, **asked: Any) -> NotebookRun:
        return run_notebook(server, "work.ipynb", tar({"work.ipynb": notebook(cells), **(files or {})}), _LIMITS, 7, **asked)

    return go


def digits(count: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (count, 28, 28)).astype(np.uint8)


def scores_of(done: NotebookRun, count: int) -> np.ndarray:
    assert done.contract is not None
    assert done.contract.status == "OK", (done.contract.message, done.execution)
    return read_scores(done.contract.scores, count)


def test_the_notebooks_own_function_answers_with_classes(run: Run) -> None:
    images = digits(2500)
    done = run(["def predict(images):\n    return images[:, 0, 0] % 10"], predict=["predict"], images=images.tobytes())
    assert (scores_of(done, 2500).argmax(axis=1) == images[:, 0, 0] % 10).all()


def test_the_first_function_of_the_names_that_is_there_answers_with_scores(run: Run) -> None:
    images = digits(30)
    cell = "import numpy as np\ndef classify(x):\n    return np.eye(10)[x[:, 1, 1] % 10] * 0.5"
    done = run([cell], predict=["predict", "classify"], images=images.tobytes())
    assert (scores_of(done, 30).max(axis=1) == 0.5).all()


def test_weights_of_any_framework_answer_through_the_contract(run: Run) -> None:
    body = io.BytesIO()
    import h5py

    weights = np.random.default_rng(1).normal(size=(10, 784)).astype(np.float32)
    with h5py.File(body, "w") as file:
        file["fc.weight"] = weights  # as a PyTorch state dictionary keeps it
    images = digits(40)
    cell = "import h5py\nW = h5py.File('net.h5')['fc.weight'][:]\ndef predict(x):\n    return x.reshape(len(x), -1) / 255 @ W.T"
    done = run([cell], {"net.h5": body.getvalue()}, predict=["predict"], images=images.tobytes())
    expected = images.reshape(40, -1) / 255 @ weights.T
    assert np.allclose(scores_of(done, 40), expected, atol=1e-4)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x = 1", "defines no function predict"),
        ("def predict(x):\n    raise ValueError('not mine')", "ValueError: not mine"),
        ("def predict(x):\n    return x[:5, 0, 0]", "classes (20,) or scores"),
        ("import numpy as np\ndef predict(x):\n    return np.full(len(x), 12)", "outside 0 to 9"),
        ("import numpy as np\ndef predict(x):\n    return np.array([object()] * len(x))", "cannot be saved"),
    ],
)
def test_a_contract_that_is_not_kept_says_why(run: Run, cell: str, words: str) -> None:
    done = run([cell], predict=["predict"], images=digits(20).tobytes(), public=True)
    assert done.execution.status == "OK"
    assert done.contract is not None
    assert done.contract.status == "INVALID"
    assert words in done.contract.message or "object" in done.contract.message.lower()


def test_images_leave_no_trace_in_what_is_shown(run: Run) -> None:
    cell = (
        "from IPython.display import display\nhandle = display('nothing yet', display_id=True)\n"
        "def predict(x):\n    handle.update(x.tolist())\n    print(x[0].tolist())\n    open('seen.h5', 'wb').write(x.tobytes())\n"
        "    return x[:, 0, 0] % 10"
    )
    done = run([cell], predict=["predict"], images=digits(20).tobytes())
    assert done.contract is not None
    assert done.contract.status == "OK"
    assert b"nothing yet" in done.notebook
    assert done.models == {}
    assert str(digits(20)[0].tolist()[0][:5])[1:-1].encode() not in done.notebook


def test_a_function_that_never_ends_ends_with_the_run(server: ForkServer, run: Run) -> None:
    body = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    source = "def predict(x):\n    while True:\n        pass"
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": source}]
    tree = tree_of({"work.ipynb": json.dumps({**body, "cells": cells}).encode()})
    limits = Limits(seconds=6, memory_bytes=1500 * MIB, disk_bytes=256 * MIB)
    done = run_notebook(server, "work.ipynb", tree, limits, 7, predict=["predict"], images=digits(5).tobytes())
    assert done.contract is not None
    assert done.contract.status == "INVALID"


def test_a_hidden_model_is_not_there_and_counts_as_written_when_it_is_made(run: Run) -> None:
    cells = ["import os\nprint(os.path.exists('model.h5'))", "open('model.h5', 'wb').write(b'mine')"]
    done = run(cells, {"model.h5": b"committed", "other.h5": b"kept"}, hidden=["model.h5"])
    assert b"False" in done.notebook
    assert done.models == {"model.h5": b"mine"}


def test_what_reaches_training_is_noted(run: Run, training: TrainingData) -> None:
    cells = [
        "import keras, numpy as np\n(x, y), (a, b) = keras.datasets.mnist.load_data()",
        "model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, 'softmax')])",
        "model.compile('sgd', 'sparse_categorical_crossentropy')",
        "stop = keras.callbacks.EarlyStopping()\nmodel.fit(x / 255, y, 32, 2, 0, [stop], validation_data=(a / 127.5 - 1, b))",
        "model.fit(np.concatenate([x, a]).astype('float32'), np.concatenate([y, b]), 32, 1, 0)",
        "model.fit(np.random.rand(50, 28, 28), np.zeros(50), verbose=0)",
    ]
    done = run(cells)
    assert done.execution.status == "OK", done.execution.message
    train, test = len(training.x_train), len(training.x_test)
    seen = [(fit.role, fit.cell, fit.samples, fit.from_test, fit.epochs, fit.selected) for fit in done.fits]
    shared = test  # this test split is a part of the training split
    assert seen == [
        ("fit", 3, train, shared, 2, ""),
        ("validation", 3, test, test, 2, "EarlyStopping"),
        ("fit", 4, train + test, 2 * shared, 1, ""),
        ("fit", 5, 50, 0, 1, ""),
    ]


def test_training_is_noted_in_its_cell_where_cells_run_others(run: Run) -> None:
    """%%capture runs its cell as one in the cell; a blank one that code runs ends without having begun."""
    fit = (
        "m = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, 'softmax')])\n"
        "m.compile('sgd', 'sparse_categorical_crossentropy')\nm.fit(x, y, verbose=0)"
    )
    blank = "get_ipython().run_cell('')\nget_ipython().run_cell('1')\n"
    cells = [
        "%%capture\nimport asyncio, keras\n(x, y), _ = keras.datasets.mnist.load_data()",
        fit,
        f"%%capture\n{fit}",
        f"{blank}{fit}",
        "await asyncio.sleep(0)\n1 / 0",
        "this is no Python",
        f"{blank}{fit}",
    ]
    assert [fit.cell for fit in run(cells).fits] == [1, 2, 3, 6]


def test_the_committed_models_path_outlasts_models_written_later(run: Run) -> None:
    cells = ["open('model.h5', 'wb').write(b'final')", "for i in range(12):\n    open(f'fold{i}.h5', 'wb').write(b'%d' % i)"]
    done = run(cells, counted="model.h5")
    assert done.written("model.h5") == ("model.h5", b"final")
    assert len(done.models) == 10


def test_a_cell_that_makes_the_folder_data_can_do_so(run: Run) -> None:
    assert run(["import os\nos.mkdir('data')"]).execution.status == "OK"


def test_packages_are_named_and_not_what_else_stands_beside_them(run: Run) -> None:
    done = run(["!pip install no-such-package  # for progress bars\n!pip install -r needed.txt > /dev/null 2>&1 && echo done"])
    assert done.execution.notes == ("cell 1 installs no-such-package, which the course's environment does not have",)


def test_forged_records_are_bounded_and_harmless(run: Run) -> None:
    line = '{"role": 7, "samples": 1e99, "run": "x", "epochs": []}\\n[1]\\nnot json\\n'
    found = "import glob\nfor path in glob.glob('/tmp/**/kernel', recursive=True):\n"
    cell = f"{found}    open(path + '/fits.jsonl', 'w').write('{line}' * 500)"
    done = run([cell])
    assert done.execution.status == "OK", done.execution.message
    assert len(done.fits) <= 200
    assert all(fit.samples == 0 for fit in done.fits)


def test_an_accuracy_that_changed_since_it_was_saved_is_named(run: Run) -> None:
    saved = {"output_type": "stream", "name": "stdout", "text": ["Test accuracy: 0.9912\n"]}
    cells = [
        {"source": "print('Test accuracy:', 0.1135)", "outputs": [saved]},
        {"source": "print('Test accuracy: 99.0%')", "outputs": [saved]},
    ]
    assert run(cells).outputs_changed == ("cell 1: test accuracy 0.9912 saved, 0.1135 now",)


def test_accuracies_of_saved_outputs_are_kept_beside_those_of_the_run(run: Run) -> None:
    def saved(text: str) -> list[dict[str, Any]]:
        return [{"output_type": "stream", "name": "stdout", "text": [text]}]

    cells = [
        {"source": "print('val_acc: 0.97')", "outputs": saved("val_accuracy: 0.9750")},
        {"source": "print('nothing')", "outputs": saved("accuracy: 0.5")},
        {"source": "print('accuracy: 0.5')"},
        {"source": "print('accuracy: 0.5')\n1 / 0", "outputs": saved("accuracy: 0.5")},
    ]
    pairs = run(cells).output_pairs
    assert pairs == (OutputPair(0, "val_accuracy", 0.975, 0.97), OutputPair(3, "accuracy", 0.5, None))


@pytest.mark.parametrize(
    ("body", "words", "limits"),
    [
        ("while True:\n        pass", "still at it after 6 s", {"seconds": 6}),
        ("print('x' * 3_000_000)", "put out more than the limit", {"output_bytes": 1_000_000}),
        ("import os\n    os._exit(x[0, 0, 0])", "gave no answer: the notebook's kernel ended in it", {}),
        ("x = b'x' * 10_000\n    held = [x * 10_000 for _ in range(60)]", "memory", {"memory_bytes": 900 * MIB}),
    ],
    ids=["never ends", "floods", "aborts", "takes all memory"],
)
def test_how_the_question_ends_changes_nothing_of_what_the_cells_did(
    server: ForkServer, tar: Any, notebook: Any, body: str, words: str, limits: dict[str, Any]
) -> None:
    cells = ["print('it ran')", f"open('model.h5', 'wb').write(b'mine')\ndef predict(x):\n    {body}"]
    bounds = Limits(**{"seconds": 30, "memory_bytes": 1500 * MIB, "disk_bytes": 256 * MIB} | limits)
    images = digits(5).tobytes()
    done = run_notebook(server, "w.ipynb", tar({"w.ipynb": notebook(cells)}), bounds, 7, predict=["predict"], images=images)
    assert (done.execution.status, done.execution.message, done.execution.cells_run) == ("OK", "", 2)
    assert done.models == {"model.h5": b"mine"}
    assert b"it ran" in done.notebook
    assert done.contract is not None
    assert done.contract.status == "INVALID"
    assert words in done.contract.message.lower()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "raise ValueError(str(x[0].tolist()))",
            "predict() raises ValueError on images; " + _ELSEWHERE,
        ),
        (
            "raise type(f'P{x[0, 0, 0]}', (Exception,), {})('x')",
            "predict() raises an error on images; " + _ELSEWHERE,
        ),
        (
            "import numpy as np\n    return np.zeros(5, [(f'p{x[0, 0, 0]}', 'f4')])",
            "predict() answers neither classes (5,) from 0 to 9 nor scores (5×10)",
        ),
        ("return x.reshape(-1)[:int(x[0, 0, 1]) + 7]", "predict() answers neither classes (5,) from 0 to 9 nor scores (5×10)"),
        ("raise ValueError(chr(0xd800))", "predict() raises UnicodeEncodeError on images; " + _ELSEWHERE),
    ],
    ids=["the text of an error", "its name", "the name of a type", "a shape", "no text"],
)
def test_of_hidden_images_nothing_comes_back_in_the_notebooks_own_words(run: Run, body: str, said: str) -> None:
    done = run([f"def predict(x):\n    {body}"], predict=["predict"], images=digits(5).tobytes())
    assert done.contract is not None
    assert (done.contract.status, done.contract.message) == ("INVALID", said)


def test_what_is_noted_of_training_and_outputs_is_fixed_before_the_images_come(run: Run) -> None:
    saved = {"output_type": "stream", "name": "stdout", "text": ["accuracy: 0.9000\n"]}
    cells = [
        {"source": "handle = display('accuracy: 0.9000', display_id=True)", "outputs": [saved]},
        (
            "def predict(x):\n    import glob\n    handle.update('accuracy: 0.' + '1234')\n"
            "    for path in glob.glob('/tmp/**/fits*', recursive=True):\n"
            '        open(path, \'a\').write(\'{"role": "fit", "samples": 99, "run": 1}\\n\')\n'
            "    return x[:, 0, 0] % 10"
        ),
    ]
    done = run(cells, predict=["predict"], images=digits(5).tobytes())
    assert done.contract is not None
    assert (done.contract.status, done.fits) == ("OK", ())
    assert b"0.1234" not in done.notebook
    assert [pair.now for pair in done.output_pairs or ()] == [0.9]
    assert done.outputs_changed == ()


def test_an_error_that_leaves_no_output_is_one(run: Run) -> None:
    done = run(["%no_such_magic\nx = 1", "%tensorflow_version 2.x\ny = 2\nprint(y)", "print(x)"])
    assert [cell.status for cell in done.execution.cells] == ["CELL_ERROR", "OK", "CELL_ERROR"]
    assert done.execution.message == "UsageError: Line magic function `%no_such_magic` not found."


def test_a_cell_that_takes_too_long_is_told_which_limit_it_met(server: ForkServer, tar: Any, notebook: Any) -> None:
    limits = Limits(seconds=30, cell_seconds=1, memory_bytes=1500 * MIB, disk_bytes=256 * MIB)
    tree = tar({"w.ipynb": notebook(["import time\ntime.sleep(20)", "print('on')"])})
    done = run_notebook(server, "w.ipynb", tree, limits, 7)
    assert [(cell.status, cell.error) for cell in done.execution.cells] == [
        ("CELL_ERROR", "it was stopped: a cell may take 1 s"),
        ("OK", ""),
    ]
