"""Compare a model's predictions with the labels, outside the sandbox."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.core.brier import brier
from grader.core.calibration_error import calibration_error
from grader.core.evaluate import answers, compare
from grader.core.evidence import Evaluation, RunStatus
from grader.core.heldout import HeldOut
from grader.core.limits import Limits
from grader.core.log_loss import log_loss
from grader.core.probabilities import probabilities
from grader.core.reliability_bins import reliability_bins
from grader.core.show import show
from grader.core.training_data import TrainingData
from grader.core.writer_interval import writer_interval
from grader.sandbox.job import Sandbox
from grader.sandbox.predictions import ModelFile, Predictions, predict

_SEED = 95  # of the writers' interval: the same answers have the same one


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

    Raises MachineError when the sandbox fails; whatever the model does is an evaluation that says so.
    """
    file = ModelFile(path, body)
    return score(describe(predict(sandbox, file, heldout.images, training, limits, seed), file, model), heldout, dataset)


@dataclass(frozen=True, eq=False)
class Described:
    """Predictions with the evaluation that describes the model and has no digits in it yet."""

    evaluation: Evaluation
    scores: NDArray[np.float32] | None


def describe(given: Predictions, file: ModelFile, model: str) -> Described:
    """Return what is known of a model before its answers are compared with anything."""
    evaluation = Evaluation(
        model, "", given.status, message=show(given.message, 500), sha256=file.sha256, file_bytes=len(file.body),
        parameters=given.parameters, layers=given.layers, convention=given.convention, convention_how=given.convention_how,
        convention_sure=given.convention_sure, tried=given.tried, sanity=given.sanity, outputs=given.outputs,
        seconds=given.seconds, loading=given.loading, multiply_adds=given.multiply_adds,
    )  # fmt: skip
    return Described(evaluation, given.scores)


def score(described: Described, digits: HeldOut, dataset: str, scores: NDArray[np.float32] | None = None) -> Scored:
    """Compare the scores (n, 10), those of the description unless others are given, with the labels of the same digits."""
    blank = replace(described.evaluation, dataset=dataset, samples=len(digits))
    given_scores = described.scores if scores is None else scores
    if blank.status is not RunStatus.OK or given_scores is None:
        return Scored(blank)
    given = answers(given_scores)
    if given.status is not RunStatus.OK:
        return Scored(replace(blank, status=given.status, message=given.message), given.classes)
    found = compare(given.classes, digits.labels)
    sure = probabilities(given_scores, blank.outputs)
    right = given.classes == digits.labels
    evaluation = replace(
        blank, status=RunStatus.OK, message=given.message or blank.message, samples=found.samples, correct=found.correct,
        confusion=found.confusion, class_counts=found.class_counts, interval=found.interval,
        log_loss=log_loss(sure, digits.labels), brier=brier(sure, digits.labels),
        calibration_error=calibration_error(sure, digits.labels), reliability=reliability_bins(sure, digits.labels),
        writer_interval=None if digits.writers is None else writer_interval(right, digits.writers, _SEED),
    )  # fmt: skip
    return Scored(evaluation, given.classes)
