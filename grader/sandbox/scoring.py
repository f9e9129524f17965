"""Have a model predict in a fresh sandbox that holds images and no held-out label, and compare outside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.evaluate import answers, compare, read_scores
from grader.core.evidence import Evaluation, RunStatus
from grader.core.heldout import HeldOut
from grader.core.limits import Limits
from grader.core.show import show
from grader.core.training_data import TrainingData
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.plain_seconds import plain_seconds

_CALIBRATION = 300  # public training digits that choose the input scale
_SECONDS = 180.0


@dataclass(frozen=True, eq=False)
class Scored:
    """An evaluation and the class given to each image, (n,) in the held-out set's order, None where there are none."""

    evaluation: Evaluation
    classes: NDArray[np.int64] | None = None


def score_model(  # noqa: PLR0913 - what a score depends on, each by its name
    sandbox: Sandbox,
    path: str,
    body: bytes,
    heldout: HeldOut,
    training: TrainingData,
    limits: Limits,
    seed: int,
    *,
    model: str = "committed",
    dataset: str = "held-out",
) -> Scored:
    """Score the model file `body`, called `path` in the repository, on the held-out set.

    The images go in shuffled, differently for every `seed`, so that an answer by position is worth nothing. Raises
    MachineError when the sandbox fails; whatever the model does is an evaluation that says so.
    """
    order = np.random.default_rng([seed, int(heldout.sha256[:12], 16)]).permutation(len(heldout))
    some = np.linspace(0, len(training.x_train) - 1, min(_CALIBRATION, len(training.x_train))).astype(int)
    inputs = {
        "model": body,
        "images": heldout.images[order].tobytes(),
        "calibration_images": training.x_train[some].tobytes(),
        "calibration_labels": training.y_train[some].astype(np.uint8).tobytes(),
    }
    bounds = replace(limits, seconds=_SECONDS, disk_bytes=min(limits.disk_bytes, 4 * len(body) + (64 << 20)))
    outcome = sandbox.run(Job("predict", {"path": path}, inputs=inputs, limits=bounds, seed=seed, name=path))
    blank = Evaluation(model, dataset, RunStatus.INVALID, sha256=hashlib.sha256(body).hexdigest(), samples=len(heldout))
    if outcome.status is not RunStatus.OK:
        return Scored(replace(blank, status=outcome.status, message=show(f"scoring the model: {outcome.message}", 500)))
    if outcome.document.get("status") != "OK":
        return Scored(replace(blank, message=show(outcome.document.get("message", "it gave no reason"), 500)))
    return _compare(outcome, blank, heldout.labels, order)


def _compare(outcome: Outcome, blank: Evaluation, labels: NDArray[np.int64], order: NDArray[np.int64]) -> Scored:
    try:
        scores = read_scores(outcome.files.get("scores.npy", b""), len(labels))
    except ValueError as error:
        return Scored(replace(blank, message=f"the predictions cannot be read: {show(error)}"))
    given = answers(scores)
    classes = np.empty_like(given.classes)
    classes[order] = given.classes
    facts = _facts(outcome.document, blank)
    if given.status is not RunStatus.OK:
        return Scored(replace(facts, status=given.status, message=given.message), classes)
    found = compare(classes, labels)
    evaluation = replace(
        facts, status=RunStatus.OK, message=given.message, samples=found.samples, correct=found.correct,
        confusion=found.confusion, class_counts=found.class_counts, interval=found.interval,
    )  # fmt: skip
    return Scored(evaluation, classes)


def _facts(document: Mapping[str, Any], blank: Evaluation) -> Evaluation:
    """Take over what the program inside says of the model, each value checked for its type."""
    parameters, layers = document.get("parameters"), document.get("layers")
    return replace(
        blank,
        parameters=parameters if isinstance(parameters, int) and 0 <= parameters < 2**40 else None,
        layers=tuple(show(layer, 60) for layer in layers[:500]) if isinstance(layers, list) else (),
        convention=show(document.get("convention", ""), 200),
        outputs=show(document.get("outputs", ""), 40),
        seconds=plain_seconds(document.get("seconds")),
    )
