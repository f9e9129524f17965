"""What the reference models reach on a held-out set, so that a harder set moves the yardstick with it."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np

from grader.checks.beats_reference import REFERENCE
from grader.core.errors import InputError, MachineError
from grader.core.evidence import RunStatus
from grader.core.heldout import HeldOut
from grader.core.limits import Limits
from grader.core.rubric import Course
from grader.core.training_data import TrainingData
from grader.gradebook.store import Store
from grader.intake.located_yaml import read_yaml
from grader.intake.resources import resources
from grader.sandbox.job import Sandbox
from grader.sandbox.scoring import score_model

_BUILD_SECONDS = 1800
_LIMITS = Limits(seconds=600)


def yardsticks(
    course: Course,
    heldout: HeldOut,
    training: TrainingData,
    *,
    store: Store,
    sandbox: Sandbox,
    data: Path,
    cache: Path,
    on_stage: Callable[[str], None] = lambda _: None,
) -> dict[str, float]:
    """Return the accuracy of every reference model that the rubric names; each is measured once and kept.

    `data` is the training data's folder, `cache` the course's own folder for reference models. The files that come with
    the grader are used where they were trained on this very training data, else they are built here, once.
    """
    wanted = wanted_yardsticks(course)
    known = store.yardsticks(heldout.sha256, training.sha256)
    missing = sorted(wanted - known.keys())
    if not missing:
        return known
    folder = _folder(training, missing, data=data, cache=cache, on_stage=on_stage)
    for name in missing:
        on_stage(f"scoring the reference model {name}")
        body = (folder / f"{name}.h5").read_bytes()
        scored = score_model(sandbox, f"{name}.h5", body, heldout, training, _LIMITS, 0).evaluation
        if scored.status is not RunStatus.OK:
            raise MachineError(f"the reference model {name} could not be scored: {scored.message}")
        store.put_yardstick(heldout.sha256, training.sha256, name, correct=scored.correct, samples=scored.samples)
    return store.yardsticks(heldout.sha256, training.sha256)


def shipped_accuracies() -> dict[str, float]:
    """Return what the reference models that come with the grader reach on MNIST's public test digits, by name."""
    return {name: float(entry.mapping()["accuracy_on_mnist_test"].number()) for name, entry in _manifest().items()}


def wanted_yardsticks(course: Course) -> set[str]:
    """Return the reference models that bands name, and those that are to be beaten."""
    criteria = [criterion for leaf in course.leaves() for criterion in leaf.criteria]
    beaten = {str(one.options.get("reference", REFERENCE)) for one in criteria if one.check == "beats_reference"}
    return beaten | {band.at for criterion in criteria for band in criterion.bands if isinstance(band.at, str)}


def _folder(training: TrainingData, names: Collection[str], *, data: Path, cache: Path, on_stage: Callable[[str], None]) -> Path:
    """Return the folder that holds these models trained on this data, building what is not there."""
    shipped, manifest = resources("reference_models"), _manifest()
    unknown = sorted(set(names) - manifest.keys())
    if unknown:
        raise InputError(
            f"the rubric names {unknown[0]!r}, which is no reference model", hint=f"there are: {', '.join(manifest)}"
        )
    if _trained_on() == hashlib.sha256(training.x_train.tobytes() + training.y_train.astype(np.uint8).tobytes()).hexdigest():
        return shipped
    folder = cache / training.sha256[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".building").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # two commands in one course folder build once
        absent = [name for name in names if not (folder / f"{name}.h5").is_file()]
        if absent:
            on_stage(f"building the reference models {', '.join(absent)}")
            _build(shipped / "build.py", data / "keras" / "mnist.npz", folder, absent)
    return folder


def _build(script: Path, data: Path, folder: Path, names: Collection[str]) -> None:
    command = [sys.executable, str(script), "--data", str(data), "--out", str(folder)]
    for name in names:
        command += ["--only", name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_BUILD_SECONDS, check=False)
    if done.returncode != 0:
        raise MachineError(f"the reference models could not be built: {done.stderr.strip()[-800:]}")


def _document() -> dict[str, Any]:
    return dict(read_yaml(resources("reference_models") / "manifest.yaml").mapping())


def _manifest() -> dict[str, Any]:
    return dict(_document()["models"].mapping())


def _trained_on() -> str:
    return str(_document()["trained_on"].mapping()["sha256"].text())
