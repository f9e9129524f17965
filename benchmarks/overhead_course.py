"""The submissions that every method grades: small Keras networks, one in ten broken, the same each time."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.intake.digits28 import digits28
from grader.intake.expected_sample import SampleCommit
from grader.intake.percent_notebook import percent_notebook
from grader.intake.sample_repository import sample_repository

_DEADLINE = "2027-01-08T23:59+08:00"
_HELDOUT, _TRAIN = 10_000, 4000
_NOTEBOOK = """\
# %% [markdown]
# # Handwritten digits, submission {number}
# %%
import os
from pathlib import Path

import keras
import numpy as np

keras.utils.set_random_seed({number})
# %%
data = np.load(Path(os.environ.get("KERAS_HOME", str(Path.home() / ".keras"))) / "datasets" / "mnist.npz")
x_train, y_train = data["x_train"][..., None].astype("float32") / 255, data["y_train"]
x_test, y_test = data["x_test"][..., None].astype("float32") / 255, data["y_test"]
# %%
model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    keras.layers.Conv2D(8, 3, activation="relu"), keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(16, 3, activation="relu"), keras.layers.MaxPooling2D(),
    keras.layers.Flatten(), keras.layers.{layer}(10, activation="softmax"),
])
model.summary()
# %%
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train, y_train, batch_size=64, epochs={epochs}, verbose=0)
print(history.history["accuracy"][-1])
# %%
answers = model.predict(x_test, verbose=0).argmax(axis=1)
print((answers == y_test).mean())
# %%
model.save("model.h5")
# %%
assert model.count_params() > 0
"""
_COURSE = """\
course: "Overhead"
rubric: ./rubric.yaml
deadline: {deadline}
roster: roster.csv
heldout: heldout.npz
training_data: ./training.npz
limits: {{time: 10 min, memory: 4 GB, gpu: never}}
"""
_RUBRIC = """\
course: "Overhead"
grades: {range: [0, 100], step: 1, pass: 60}
components:
  project:
    weight: 100
    source: repository
    per: group
    criteria:
      runs: {points: 30, check: notebook_runs}
      contents: {points: 10, check: contents, with: {training: 4, prediction: 3, specification: 3}}
      accuracy: {points: 60, check: accuracy, bands: {0.1: 0, 0.9: 40, 0.99: 60}}
"""
_OTTER_TEST = """\
OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"type": "doctest", "cases": [
    {"code": ">>> model.count_params() > 0\\nTrue", "hidden": False, "locked": False}]}]}
"""
_CHECK = {"grade": True, "grade_id": "check", "locked": True, "points": 1, "schema_version": 3, "solution": False, "task": False}


@dataclass(frozen=True)
class Submissions:
    """The same submissions for everyone: `notebooks`/<name>/digits.ipynb, a course folder, an nbgrader course, otter's tests."""

    folder: Path
    names: tuple[str, ...]
    broken: int

    @property
    def notebooks(self) -> Path:
        """One folder a submission, its notebook in it."""
        return self.folder / "notebooks"

    @property
    def heldout(self) -> Path:
        """The digits that score."""
        return self.folder / "course" / "heldout.npz"


def make_submissions(folder: Path, count: int, epochs: int, mnist: Path | None) -> Submissions:
    """Write everything new into `folder`; `mnist` is an .npz in Keras's layout, else scikit-learn's digits are used."""
    shutil.rmtree(folder, ignore_errors=True)
    names = tuple(f"group-{number:03d}" for number in range(count))
    broken = _broken(count)
    notebooks = [notebook(number, epochs, broken=number in broken) for number in range(count)]
    made = Submissions(folder, names, len(broken))
    for name, text in zip(names, notebooks, strict=True):
        for place in (made.notebooks / name, folder / "nbgrader" / "submitted" / name / "project"):
            _write(place / "digits.ipynb", text)
    _write(folder / "nbgrader" / "source" / "project" / "digits.ipynb", notebook(0, epochs))
    _write(folder / "otter" / "tests" / "q1.py", _OTTER_TEST)
    _make_course(folder / "course", names, notebooks, mnist)
    (folder / "keras").mkdir()
    (folder / "keras" / "datasets").mkdir()
    (folder / "keras" / "datasets" / "mnist.npz").symlink_to(folder / "course" / "training.npz")
    return made


def notebook(number: int, epochs: int, *, broken: bool = False) -> str:
    """Return a submission as .ipynb text; a broken one misspells a layer, so every later cell fails too."""
    text = _NOTEBOOK.format(number=number, epochs=epochs, layer="Dens" if broken else "Dense")
    document: dict[str, Any] = json.loads(percent_notebook(text))
    document["cells"][-1]["metadata"]["nbgrader"] = _CHECK
    return json.dumps(document, indent=1)


def _broken(count: int) -> set[int]:
    wanted = max(1, round(count / 10)) if count > 1 else 0
    return {(2 * place + 1) * count // (2 * wanted) for place in range(wanted)}


def _make_course(folder: Path, names: tuple[str, ...], notebooks: list[str], mnist: Path | None) -> None:
    deadline = datetime.fromisoformat(_DEADLINE)
    for name, text in zip(names, notebooks, strict=True):
        sample_repository(folder / "repositories" / name, {"digits.ipynb": text.encode()}, (SampleCommit(),), deadline)
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["student_id", "name", "email", "group", "repository"])
        rows.writerows([f"s{name}", f"Student {name}", f"{name}@example.org", name, f"repositories/{name}"] for name in names)
    _write(folder / "course.yaml", _COURSE.format(deadline=_DEADLINE))
    _write(folder / "rubric.yaml", _RUBRIC)
    train, public, heldout = _digits(mnist)
    np.savez(folder / "training.npz", x_train=train[0], y_train=train[1], x_test=public[0], y_test=public[1])
    np.savez(folder / "heldout.npz", images=heldout[0], labels=heldout[1])


_Digits = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def _digits(mnist: Path | None) -> tuple[_Digits, _Digits, _Digits]:
    """Return 4,000 digits to train, 297 or 500 public ones, and 10,000 held out."""
    if mnist is None:
        small = digits28()
        train, heldout = (small.x_train, small.y_train), (small.x_heldout, small.y_heldout)
        return _repeated(train, _TRAIN), (small.x_test, small.y_test), _repeated(heldout, _HELDOUT)
    with np.load(mnist, allow_pickle=False) as file:
        x, y = file["x_train"], file["y_train"]
        return (x[:_TRAIN], y[:_TRAIN]), (x[-500:], y[-500:]), (file["x_test"][:_HELDOUT], file["y_test"][:_HELDOUT])


def _repeated(digits: _Digits, count: int) -> _Digits:
    images, labels = digits
    order = np.arange(count) % len(labels)
    return images[order], labels[order]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
