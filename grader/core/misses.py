"""Which digits does each group's model get wrong, and which of them does no other group's?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Misses:
    """The digits that a model got wrong, by their number in the held-out set from 0; `only_here` every other group has right.

    `only_here` is empty where there is no other group. `given` are the model's answers as ASCII characters, `missed` says of
    each digit whether its answer is wrong. They stand in neither `==` nor `repr`: they follow from the evidence and the digits.
    """

    only_here: frozenset[int]
    given: NDArray[np.uint8] = field(repr=False, compare=False)
    missed: NDArray[np.bool_] = field(repr=False, compare=False)

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """The digits that the model got wrong."""
        return tuple(np.flatnonzero(self.missed).tolist())

    @cached_property
    def answers(self) -> str:
        """A character for each of `wrong`, '-' for no answer."""
        return self.given[self.missed].tobytes().decode("ascii")


def misses(answers: Mapping[str, str], labels: Sequence[int]) -> dict[str, Misses]:
    """Return the misses of each group that has an answer for each digit; the others, measured on other digits, are left out.

    `answers` has a text a group with one character a digit, '0' to '9', '-' for none; `labels` are the same digits' truth.
    """
    truth = np.frombuffer("".join(map(str, labels)).encode("ascii"), np.uint8)
    given = {
        group: np.frombuffer(text.encode("ascii"), np.uint8) for group, text in answers.items() if len(text) == len(truth) > 0
    }
    wrong = {group: np.asarray(digits != truth) for group, digits in given.items()}
    how_many = sum((missed.astype(np.int64) for missed in wrong.values()), np.zeros(len(truth), np.int64))
    alone = how_many == 1 if len(wrong) > 1 else np.zeros(len(truth), bool)
    return {
        group: Misses(frozenset(np.flatnonzero(missed & alone).tolist()), given[group], missed) for group, missed in wrong.items()
    }
