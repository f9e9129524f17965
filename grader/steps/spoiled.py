"""Held-out digits spoiled on purpose, to see how much of a model's accuracy is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.core.corruptions import KINDS, corrupt
from grader.core.heldout import HeldOut

_STRENGTHS = (1, 3, 5)
_DIGITS = 160  # for each kind and strength: all of them cost a model half of what 10,000 digits cost
_SEED = 1812


@dataclass(frozen=True, eq=False)
class Spoiled:
    """Digits (n, 28, 28) spoiled by `kind` at `strength` (1 to 5), with their labels (n,)."""

    kind: str
    strength: int
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


def spoil(heldout: HeldOut) -> tuple[Spoiled, ...]:
    """Return digits of the held-out set spoiled in every way; the same set gives the same ones, for every group alike."""
    random = np.random.default_rng([_SEED, int(heldout.sha256[:12], 16)])
    found = []
    for kind in KINDS:
        for strength in _STRENGTHS:
            some = random.choice(len(heldout), min(_DIGITS, len(heldout)), replace=False)
            images = corrupt(heldout.images[some], kind, strength, int(random.integers(2**31)))
            found.append(Spoiled(kind, strength, images, heldout.labels[some]))
    return tuple(found)
