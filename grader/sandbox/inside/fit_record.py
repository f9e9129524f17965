"""Write down which arrays reach a model's training, in the kernel that runs the notebook.

It is the submission's own process, so what is written is evidence that code could forge, not proof. Nothing on disk is
changed: the method is wrapped in this process only, and behaves as before.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.abc
import importlib.machinery
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from build_first import build_first
from known_digits import as_rows, known_digits

_SAMPLE = 2000  # rows of an array that are looked at; the counts are scaled to all of them
_CLOSER = 20_000  # rows, where those leave it open from which split they come
_RECORDS = 200


class Recorder:
    """Appends a line to a file for every array that reaches `fit`."""

    def __init__(self, path: Path, cell: Callable[[], int]) -> None:
        self.path, self.cell, self.room = path, cell, _RECORDS

    def fit(self, named: dict[str, Any]) -> None:
        """Note the arrays of one call."""
        selected = [type(one).__name__ for one in _listed(named.get("callbacks")) if _selects(one)]
        validation = named.get("validation_data")
        if isinstance(validation, tuple | list) and validation:
            validation = validation[0]
        epochs = named.get("epochs", 1)
        for role, array in (("fit", named.get("x")), ("validation", validation)):
            if array is not None and self.room > 0:
                self.room -= 1
                self.write({"role": role, "run": self.cell(), "epochs": epochs if isinstance(epochs, int) else None,
                            "selected": ",".join(selected) if role == "validation" else "", **counted(array)})  # fmt: skip

    def write(self, record: dict[str, Any]) -> None:
        """Append a line."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def _selects(callback: Any) -> bool:
    """Say whether a callback stops training or keeps a model by what validation says."""
    kind = type(callback).__name__
    return kind == "EarlyStopping" or (kind == "ModelCheckpoint" and bool(getattr(callback, "save_best_only", False)))


def _listed(callbacks: Any) -> list[Any]:
    found = getattr(callbacks, "callbacks", callbacks)
    return list(found) if isinstance(found, list | tuple) else [found] if found is not None else []


def counted(array: Any) -> dict[str, int]:
    """Return how many rows an array has, and about how many of them are public digits of each split."""
    array = getattr(array, "x", array)  # an ImageDataGenerator's iterator holds what it was given
    if not hasattr(array, "shape") or not hasattr(array, "__getitem__") or not len(array.shape):
        return {"samples": 0, "from_train": 0, "from_test": 0}
    count, known = int(array.shape[0]), known_digits()
    whole = np.asarray(array)
    rows = as_rows(whole[_spread(count, _SAMPLE)]) if count else None
    if known is None or rows is None:
        return {"samples": count, "from_train": 0, "from_test": 0}
    if count > _SAMPLE and known.unsure(rows) and (more := as_rows(whole[_spread(count, _CLOSER)])) is not None:
        rows = more
    train, test = known.counts(rows)
    return {"samples": count, "from_train": round(train * count / len(rows)), "from_test": round(test * count / len(rows))}


def _spread(count: int, at_most: int) -> np.ndarray:
    """Return places spread over an array of `count` rows."""
    return np.linspace(0, count - 1, min(at_most, count)).astype(int)


def install(recorder: Recorder) -> None:
    """Watch the training of Keras and tf_keras models: those imported already, and those that will be."""
    for name in ("keras.src.trainers.trainer", "keras.src.backend.tensorflow.trainer", "tf_keras.src.engine.training"):
        if name in sys.modules:
            _watch(sys.modules[name], recorder)
    sys.meta_path.insert(0, _Later(recorder))


def _watch(module: Any, recorder: Recorder) -> None:
    for kind in ("TensorFlowTrainer", "Model"):
        owner = getattr(module, kind, None)
        if isinstance(owner, type) and "fit" in vars(owner):
            owner.fit = _recorded(owner.fit, recorder)  # type: ignore[attr-defined]  # it has one: it was looked for


def _recorded(original: Any, recorder: Recorder) -> Any:
    names = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data")

    @functools.wraps(original)
    def fit(self: Any, *args: Any, **named: Any) -> Any:
        given = dict(zip(names, args, strict=False)) | named
        with contextlib.suppress(Exception):  # what cannot be noted must not disturb the notebook
            recorder.fit(given)
        with contextlib.suppress(Exception):  # then Keras builds while it trains, and says what is wrong
            build_first(self, given)
        return original(self, *args, **named)

    return fit


class _Later(importlib.abc.MetaPathFinder):
    """Watches the training classes of a framework that the notebook imports itself."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def find_spec(self, fullname: str, path: Any = None, _target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname not in {"keras.src.backend.tensorflow.trainer", "tf_keras.src.engine.training"}:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def then_watch(module: Any) -> None:
                execute(module)
                _watch(module, self.recorder)

            spec.loader.exec_module = then_watch  # type: ignore[method-assign]  # this one import only
        return spec
