"""Compare a model's scores with the labels, outside the sandbox."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.core.evidence import RunStatus
from grader.core.wilson import wilson

CLASSES = 10


@dataclass(frozen=True)
class Answers:
    """What a model's scores say: the class of each image, -1 where a row holds a value that is not finite."""

    classes: NDArray[np.int64]
    status: RunStatus
    message: str


@dataclass(frozen=True)
class Comparison:
    """Answers against labels: counts, confusion matrix (rows truth, columns answers) and Wilson's 95 % interval."""

    samples: int
    correct: int
    confusion: tuple[tuple[int, ...], ...]
    class_counts: tuple[int, ...]
    interval: tuple[float, float]


def read_scores(body: bytes, images: int) -> NDArray[np.float32]:
    """Read the `.npy` file that came out of the sandbox: float32 (images, 10); ValueError for anything else."""
    # Not np.load: the body is hostile, and only one header is right.
    blank = io.BytesIO()
    np.save(blank, np.zeros((images, CLASSES), np.float32), allow_pickle=False)
    header = blank.getvalue()[: -images * CLASSES * 4]
    if len(body) != len(blank.getvalue()) or not body.startswith(header):
        raise ValueError(f"scores that are no float32 array of {images} by {CLASSES}")
    return np.frombuffer(body, np.float32, offset=len(header)).reshape(images, CLASSES)


def answers(scores: NDArray[np.float32]) -> Answers:
    """Return the class with the highest score of each row, the lowest class on a tie; INVALID where no row is finite."""
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(scores).all(axis=1))
    classes = np.where(finite, np.where(finite[:, None], scores, 0).argmax(axis=1), -1).astype(np.int64)
    broken = int((~finite).sum())
    if broken == len(scores):
        return Answers(classes, RunStatus.INVALID, "the model answers every image with NaN or infinity")
    message = f"the model answers {broken} of {len(scores)} images with NaN or infinity; they count as wrong" if broken else ""
    return Answers(classes, RunStatus.OK, message)


def compare(classes: NDArray[np.int64], labels: NDArray[np.int64]) -> Comparison:
    """Count how the answers (n,) agree with the labels (n,), both 0 to 9; an answer of -1 is in no column."""
    valid = classes >= 0
    cells = np.bincount(labels[valid] * CLASSES + classes[valid], minlength=CLASSES * CLASSES).reshape(CLASSES, CLASSES)
    correct, samples = int(np.trace(cells)), len(labels)
    return Comparison(
        samples=samples,
        correct=correct,
        confusion=tuple(tuple(int(count) for count in row) for row in cells),
        class_counts=tuple(int(count) for count in np.bincount(labels, minlength=CLASSES)),
        interval=wilson(correct, samples),
    )
