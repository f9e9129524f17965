"""The course of real_mnist.py: six groups, each with a notebook that trains on all of MNIST, and an exam."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np

from grader.intake.expected_sample import SampleCommit
from grader.intake.keras_layout import read_mnist
from grader.intake.percent_notebook import percent_notebook
from grader.intake.sample_models import sample_models
from grader.intake.sample_repository import sample_repository

_DEADLINE = "2027-01-08T23:59+08:00"
_PUBLIC = 5000
_COURSE = f"""\
course: "Real MNIST"
rubric: ncku-deep-learning
deadline: {_DEADLINE}
roster: roster.csv
exam: exam.csv
heldout: heldout.npz
training_data: ./mnist.npz
limits: {{time: 20 min, memory: 4 GB, gpu: never}}
"""
_NOTEBOOK = """\
# %% [markdown]
# # Handwritten digits, all 60,000 of them
# %%
import keras

keras.utils.set_random_seed({seed})
# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
assert x_train.shape == (60000, 28, 28)
x_train, x_test = x_train.reshape(-1, {shape}).astype("float32") / 255, x_test.reshape(-1, {shape}).astype("float32") / 255
# %%
model = keras.Sequential([keras.Input(shape=({shape},)), {layers}, keras.layers.Dense(10, activation="softmax")])
model.summary()
# %%
model.compile(optimizer=keras.optimizers.{optimizer}, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, {labels}, batch_size=128, epochs={epochs}, verbose=2)
# %%
answers = model.predict(x_test, verbose=0).argmax(axis=1)
print("right on the public test set:", (answers == y_test).mean())
# %%
model.save("model.h5")
"""
_LAYER = "keras.layers."


@dataclass(frozen=True)
class Group:
    """One group's network, and the accuracy that is plausible for it: over the first number, at most the second."""

    shape: str
    layers: str
    epochs: int
    accuracy: tuple[float, float]
    committed: bool = True
    optimizer: str = "Adam(0.001)"
    labels: str = "y_train"

    def notebook(self, seed: int) -> str:
        """Return the notebook as percent-format text."""
        return _NOTEBOOK.format(
            seed=seed, shape=self.shape, layers=self.layers, epochs=self.epochs, optimizer=self.optimizer, labels=self.labels
        )


_SMALL = f'{_LAYER}Conv2D(8, 5, strides=2, activation="relu"), {_LAYER}Flatten()'
_LENET = (
    f'{_LAYER}Conv2D(8, 5, activation="relu"), {_LAYER}MaxPooling2D(), '
    f'{_LAYER}Conv2D(16, 3, activation="relu"), {_LAYER}MaxPooling2D(), {_LAYER}Flatten()'
)
GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        "dense-1-epoch": Group("784", f'{_LAYER}Dense(64, activation="relu")', 1, (0.9, 0.98)),
        "dense-3-epochs": Group("784", f'{_LAYER}Dense(256, activation="relu"), {_LAYER}Dropout(0.2)', 3, (0.95, 0.99)),
        "conv-1-epoch": Group("28, 28, 1", _LENET, 1, (0.94, 0.995)),
        "conv-3-epochs": Group("28, 28, 1", _LENET, 3, (0.96, 0.998)),
        "conv-not-committed": Group("28, 28, 1", _SMALL, 2, (0.9, 0.99), committed=False),
        "labels-shifted": Group("784", f'{_LAYER}Dense(32, activation="relu")', 1, (-1.0, 0.2), labels="(y_train + 1) % 10"),
    }
)


def make_course(folder: Path, mnist: Path) -> Path:
    """Write the course into `folder`, new or empty; models that groups commit are trained here first. Return the folder."""
    data = read_mnist(mnist)
    folder.mkdir(parents=True)
    half = slice(None, _PUBLIC), slice(_PUBLIC, None)
    training = folder / "mnist.npz"
    np.savez(training, x_train=data.x_train, y_train=data.y_train, x_test=data.x_test[half[0]], y_test=data.y_test[half[0]])
    np.savez_compressed(folder / "heldout.npz", images=data.x_test[half[1]], labels=data.y_test[half[1]])
    (folder / "course.yaml").write_text(_COURSE, encoding="utf-8")
    _repositories(folder, training)
    _write_students(folder)
    return folder


def _repositories(folder: Path, training: Path) -> None:
    texts = {name: group.notebook(seed) for seed, (name, group) in enumerate(GROUPS.items(), start=1)}
    scripts = {name: folder / ".scripts" / f"{name}.py" for name in texts if GROUPS[name].committed}
    (folder / ".scripts").mkdir()
    for name, path in scripts.items():
        path.write_text(texts[name], encoding="utf-8")
    built = sample_models(scripts.values(), training=training, cache=folder / ".scripts" / "models")
    for name, text in texts.items():
        files = {"digits.ipynb": percent_notebook(text).encode(), "README.md": f"# {name}\n".encode()}
        if name in scripts:
            files["model.h5"] = (built[scripts[name]] / "model.h5").read_bytes()
        sample_repository(folder / "repositories" / name, files, (SampleCommit(),), datetime.fromisoformat(_DEADLINE))


def _write_students(folder: Path) -> None:
    """Write two students a group, and what Google Forms exports of their exam."""
    students = [(f"s{number:04d}", name) for number, name in enumerate([name for name in GROUPS for _ in range(2)], start=1)]
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["student_id", "name", "email", "group", "repository"])
        rows.writerows([one, f"Student {one}", f"{one}@example.org", group, f"repositories/{group}"] for one, group in students)
    with (folder / "exam.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Timestamp", "Email Address", "Score", "Student ID"])
        when = "2027/01/11 10:00:00 AM GMT+8"
        rows.writerows([when, f"{one}@example.org", f"{20 + place} / 40", one] for place, (one, _) in enumerate(students))
