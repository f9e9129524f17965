"""Find the learning curves that a notebook printed: its own word, epoch by epoch."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grader.reports.notebook_text import plain, stream_text

_MOST_CURVES, _MOST_EPOCHS, _READ = 4, 500, 2_000_000
_EPOCH: Final = re.compile(r"\bepoch\D{0,4}(\d{1,6})\b", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"\b(val_|)(\w{0,40}accuracy|acc|loss)\s?[:=]\s?(\d{1,9}(?:\.\d{0,12})?(?:e[-+]?\d{1,3})?)", re.IGNORECASE
)


@dataclass(frozen=True)
class LearningCurve:
    """The numbers that one cell printed for its epochs: by name ('accuracy', 'val_accuracy', 'loss', 'val_loss'), in order.

    `cell` is its index in the notebook from 0; an epoch without a number of that name has None.
    """

    cell: int
    epochs: int
    series: Mapping[str, tuple[float | None, ...]]


def learning_curves(cells: Sequence[Any]) -> tuple[LearningCurve, ...]:
    """Return the curves of the cells that printed two epochs or more, as Keras prints them or in words like it."""
    found: list[LearningCurve] = []
    for index, cell in enumerate(cells):
        epochs = _epochs(plain(stream_text(cell)[:_READ]))
        if len(epochs) > 1:
            names = dict.fromkeys(name for one in epochs for name in one)
            found.append(LearningCurve(index, len(epochs), {name: tuple(one.get(name) for one in epochs) for name in names}))
        if len(found) == _MOST_CURVES:
            break
    return tuple(found)


def _epochs(text: str) -> list[dict[str, float]]:
    epochs: list[dict[str, float]] = []
    for line in text.splitlines():
        if _EPOCH.search(line):
            epochs.append({})
        if epochs:
            epochs[-1].update(_numbers(line[-2_000:]))
        if len(epochs) > _MOST_EPOCHS:
            break
    return [one for one in epochs[:_MOST_EPOCHS] if one]


def _numbers(line: str) -> dict[str, float]:
    found = {}
    for validated, name, number in _NUMBER.findall(line):
        value = float(number)
        if math.isfinite(value) and value < 1e6:
            found[f"{validated.lower()}{'loss' if name.lower() == 'loss' else 'accuracy'}"] = value
    return found
