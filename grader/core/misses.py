"""Which digits does each group's model get wrong, and which of them does no other group's?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Misses:
    """The digits that a model got wrong, by their number in the held-out set from 0; `only_here` every other group has right.

    `answers` has a character for each of `wrong`, '-' for no answer. `only_here` is empty where there is no other group.
    """

    wrong: tuple[int, ...]
    answers: str
    only_here: frozenset[int]


def misses(answers: Mapping[str, str], labels: Sequence[int]) -> dict[str, Misses]:
    """Return the misses of each group that has an answer for each digit; the others, measured on other digits, are left out.

    `answers` has a text a group with one character a digit, '0' to '9', '-' for none; `labels` are the same digits' truth.
    """
    truth = np.frombuffer("".join(map(str, labels)).encode("ascii"), np.uint8)
    wrong = {group: _wrong(text, truth) for group, text in answers.items() if len(text) == len(truth) and text}
    how_many = sum((missed.astype(np.int64) for missed in wrong.values()), np.zeros(len(truth), np.int64))
    alone = how_many == 1 if len(wrong) > 1 else np.zeros(len(truth), bool)
    return {
        group: Misses(
            tuple(np.flatnonzero(missed).tolist()),
            "".join(answers[group][index] for index in np.flatnonzero(missed)),
            frozenset(np.flatnonzero(missed & alone).tolist()),
        )
        for group, missed in wrong.items()
    }


def _wrong(answers: str, truth: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray(np.frombuffer(answers.encode("ascii"), np.uint8) != truth)
