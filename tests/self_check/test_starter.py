"""The starter repository, from the course that hands it out to the group that has filled it in."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.checklist import Verdict
from grader.core.limits import Limits
from grader.core.rubric import Course
from grader.core.training_data import TrainingData
from grader.intake.starter import Starter, write_starter
from grader.sandbox.job import Sandbox
from grader.self_check import self_check

FILLED = {
    "Define": 'model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])',
    "Train": 'model.compile("adam", "sparse_categorical_crossentropy")\nmodel.fit(x_train, y_train, epochs=5, verbose=0)',
    "Predict": 'print("right:", (model.predict(x_test, verbose=0).argmax(axis=1) == y_test).mean())',
    "Save": 'model.save("model.h5")',
}

MNIST = """
import sys, keras, numpy
found = numpy.load(sys.argv[1])
keras.datasets.mnist.load_data = lambda: ((found["x_train"], found["y_train"]), (found["x_test"], found["y_test"]))
"""  # a machine that has these digits for MNIST


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Return the repository that a course hands out, on a server."""
    write_starter(tmp_path / "starter", Starter(data="digits28"))
    git(tmp_path, "init", "-q", "-b", "main", "starter")
    git(tmp_path / "starter", "add", "-A")
    git(tmp_path / "starter", "commit", "-qm", "Start")
    git(tmp_path, "clone", "-q", "--bare", "starter", "server.git")
    return tmp_path / "server.git"


@pytest.mark.slow
def test_a_newcomer_has_the_first_checklist_after_two_commands(server: Path, tmp_path: Path, grader_process: Any) -> None:
    begun = time.monotonic()
    subprocess.run(["git", "clone", "-q", str(server), str(tmp_path / "work")], check=True)
    ended = grader_process("self-check", tmp_path / "work", NO_COLOR="1", COLUMNS="100")
    seconds = time.monotonic() - begun
    assert ended.status == 1, ended.err
    words = " ".join(ended.out.split())
    assert "missing: training, prediction, specification, model" in words
    assert "Define your network here, in place of this line." in words
    assert "things need work (✗)" in ended.out.splitlines()[-1]
    assert seconds < 60  # seconds on a shared machine; about ten on an idle one


@pytest.mark.slow
def test_filled_in_it_passes(
    server: Path, tmp_path: Path, rubric: Course, digits: TrainingData, sandbox: Callable[[Path, bool], Sandbox]
) -> None:
    work = tmp_path / "work"
    git(tmp_path, "clone", "-q", str(server), str(work))
    book = json.loads((work / "digits.ipynb").read_text(encoding="utf-8"))
    for cell in book["cells"]:
        source = "".join(cell["source"])
        if source.startswith("raise NotImplementedError"):
            (cell["source"],) = (code for word, code in FILLED.items() if f'("{word} ' in source)
    (work / "digits.ipynb").write_text(json.dumps(book, indent=1), encoding="utf-8")
    # What the student does: run all cells, and commit what they leave.
    np.savez(tmp_path / "mnist.npz", x_train=digits.x_train, y_train=digits.y_train, x_test=digits.x_test, y_test=digits.y_test)
    code = "\n".join("".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code")
    subprocess.run([sys.executable, "-c", MNIST + code, tmp_path / "mnist.npz"], cwd=work, check=True, capture_output=True)
    git(work, "add", "-A")
    git(work, "commit", "-qm", "Our network")
    git(work, "push", "-q")
    found = self_check(work, rubric, lambda: digits, sandbox, Limits(seconds=120))
    assert [(item.title, item.text) for item in found.items if item.verdict is Verdict.NEEDS_WORK] == []
