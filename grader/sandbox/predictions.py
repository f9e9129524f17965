"""Have a model predict in a fresh sandbox that holds images and no held-out label."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.evaluate import read_scores
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.core.show import show
from grader.core.training_data import TrainingData
from grader.sandbox.job import Job, Sandbox
from grader.sandbox.own_pace import run_at_own_pace
from grader.sandbox.plain_seconds import plain_seconds

_CALIBRATION = 2000  # public training digits that choose the input convention
_SECONDS, _SECONDS_AN_IMAGE = 180.0, 0.01
_LISTED = 200


@dataclass(frozen=True)
class ModelFile:
    """A model as it was found: its path and bytes, and what the submission says of how to feed it.

    `architectures` is JSON for weights that come without one; `declared` and `hints` are canonical names of conventions,
    `code` is the course's policy for models that bring code.
    """

    path: str
    body: bytes
    architectures: bytes = b""
    declared: str = ""
    hints: tuple[str, ...] = ()
    code: str = "refuse"

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model gave: `scores` float32 (n, 10) in the images' order, None where there are none, and what it says of itself.

    `status` is OK, or says with `message` why there are no scores. `sanity` is its accuracy on public training digits.
    """

    status: RunStatus
    message: str = ""
    scores: NDArray[np.float32] | None = None
    parameters: int | None = None
    layers: tuple[str, ...] = ()
    convention: str = ""
    convention_how: str = ""
    convention_sure: bool = True
    tried: tuple[tuple[str, float], ...] = ()
    sanity: float | None = None
    outputs: str = ""
    seconds: float = 0.0
    loading: tuple[str, ...] = ()
    multiply_adds: int | None = None
    warnings: tuple[str, ...] = field(default=())


def predict(
    sandbox: Sandbox, file: ModelFile, images: NDArray[np.uint8], training: TrainingData, limits: Limits, seed: int
) -> Predictions:
    """Return the model's scores for `images` (n, 28, 28); with no image, only what there is to know of the model.

    The images go in shuffled, differently for every `seed`, so that an answer by position is worth nothing. Raises
    MachineError when the sandbox fails; whatever the model does is a status that says so.
    """
    order = np.random.default_rng([seed, 28]).permutation(len(images))
    some = np.linspace(0, len(training.x_train) - 1, min(_CALIBRATION, len(training.x_train))).astype(int)
    inputs = {
        "model": file.body,
        "images": images[order].tobytes(),
        "calibration_images": training.x_train[some].tobytes(),
        "calibration_labels": training.y_train[some].astype(np.uint8).tobytes(),
    }
    if file.architectures:
        inputs["architectures"] = file.architectures
    seconds, disk = _SECONDS + _SECONDS_AN_IMAGE * len(images), min(limits.disk_bytes, 4 * len(file.body) + (64 << 20))
    bounds = replace(limits, seconds=seconds, disk_bytes=disk)
    parameters = {"path": file.path, "declared": file.declared, "hints": list(file.hints), "lambda": file.code}
    outcome = run_at_own_pace(sandbox, Job("predict", parameters, inputs=inputs, limits=bounds, seed=seed, name=file.path))
    if outcome.status is not RunStatus.OK:
        return Predictions(outcome.status, show(f"scoring the model: {outcome.message}", 500))
    said = _said(outcome.document)
    if outcome.document.get("status") != "OK":
        return replace(said, message=show(outcome.document.get("message", "it gave no reason"), 500))
    if not len(images):
        return replace(said, status=RunStatus.OK)
    try:
        scores = read_scores(outcome.files.get("scores.npy", b""), len(images))
    except ValueError as error:
        return replace(said, message=f"the predictions cannot be read: {show(error)}")
    unshuffled = np.empty_like(scores)
    unshuffled[order] = scores
    return replace(said, status=RunStatus.OK, scores=unshuffled)


def _said(document: Mapping[str, Any]) -> Predictions:
    """Take over what the program inside says of the model, each value checked for its type; the status is not its to say."""
    return Predictions(
        RunStatus.INVALID,
        message=show(document.get("message", ""), 500),
        parameters=_count(document.get("parameters")),
        layers=_texts(document.get("layers"), 500, 60),
        convention=show(document.get("convention", ""), 200),
        convention_how=show(document.get("convention_how", ""), 200),
        convention_sure=document.get("sure") is not False,
        tried=_tried(document.get("tried")),
        sanity=_share(document.get("sanity")),
        outputs=show(document.get("outputs", ""), 40),
        seconds=plain_seconds(document.get("seconds")),
        loading=_texts(document.get("steps"), 30, 300),
        multiply_adds=_count(document.get("multiply_adds")),
    )


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**50 else None


def _share(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1 else None


def _texts(value: Any, most: int, length: int) -> tuple[str, ...]:
    return tuple(show(text, length) for text in value[:most]) if isinstance(value, list) else ()


def _tried(value: Any) -> tuple[tuple[str, float], ...]:
    pairs = list(value.items()) if isinstance(value, dict) else value if isinstance(value, list) else []
    plain = [pair for pair in pairs[:_LISTED] if isinstance(pair, list | tuple) and len(pair) == 2]
    found = [(show(name, 100), _share(share)) for name, share in plain]
    return tuple((name, share) for name, share in found if share is not None)
