"""Score one model on everything the course asks for: the held-out digits, the public test's, and spoiled ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.core.evaluate import answers, compare
from grader.core.evidence import Corrupted, Evaluation, RunStatus
from grader.core.heldout import HeldOut
from grader.core.training_data import TrainingData
from grader.sandbox.predictions import ModelFile, predict
from grader.sandbox.scoring import Described, describe, score
from grader.steps.bench import Bench

PUBLIC = "public"
_PUBLIC_DIGITS = 2500


@dataclass(frozen=True, eq=False)
class ScoredModel:
    """A model's evaluations, that on the course's own digits first, and the class it gave to each of those, (n,)."""

    file: ModelFile
    evaluations: tuple[Evaluation, ...]
    classes: NDArray[np.int64] | None


def score_file(which: str, file: ModelFile, bench: Bench, seed: int, *, spoiled: bool = False) -> ScoredModel:
    """Let the model predict everything at once, in one sandbox, and compare outside; `which` says whose model it is.

    Raises MachineError when the sandbox fails; whatever the model does is an evaluation that says so.
    """
    public = None if bench.dataset == PUBLIC else public_digits(bench.training, _PUBLIC_DIGITS)
    parts = bench.spoiled if spoiled else ()
    images = [bench.heldout.images, *([public.images] if public else []), *(part.images for part in parts)]
    described = describe(predict(bench.sandbox, file, np.concatenate(images), bench.training, bench.limits, seed), file, which)
    return _compared(described, file, bench, public, [len(some) for some in images])


def _compared(described: Described, file: ModelFile, bench: Bench, public: HeldOut | None, sizes: Sequence[int]) -> ScoredModel:
    if described.scores is None:
        return ScoredModel(file, (score(described, bench.heldout, bench.dataset).evaluation,), None)
    scores = np.split(described.scores, np.cumsum(sizes)[:-1])
    main = score(described, bench.heldout, bench.dataset, scores[0])
    seconds = round(described.evaluation.seconds * sizes[0] / sum(sizes), 3)
    corrupted = tuple(_corrupted(bench, scores[-len(bench.spoiled) :])) if len(sizes) > 2 else ()
    first = replace(main.evaluation, corrupted=corrupted, answers=_digits(main.classes), seconds=seconds)
    if public is None or first.status is not RunStatus.OK:
        return ScoredModel(file, (first,), main.classes)
    second = score(described, public, PUBLIC, scores[1]).evaluation
    return ScoredModel(file, (first, second), main.classes)


def _corrupted(bench: Bench, scores: Sequence[NDArray[np.float32]]) -> Iterator[Corrupted]:
    for part, given in zip(bench.spoiled, scores, strict=True):
        found = compare(answers(given).classes, part.labels)
        yield Corrupted(part.kind, part.strength, found.samples, found.correct, found.interval)


def _digits(classes: NDArray[np.int64] | None) -> str:
    """Return one character a digit, '-' where there is no answer."""
    return "" if classes is None else "".join("-" if one < 0 else str(one) for one in classes.tolist())


def public_digits(training: TrainingData, most: int) -> HeldOut:
    """Return the public test digits, at most so many, in the form in which the grader is given its own."""
    some = np.linspace(0, len(training.x_test) - 1, min(most, len(training.x_test))).astype(int)
    return HeldOut(training.x_test[some], training.y_test[some].astype(np.int64), training.sha256, PUBLIC)
