"""The held-out digits that a group's model gets wrong, for the page that only staff read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from markupsafe import Markup

from grader.core.evidence import Evaluation
from grader.core.heldout import HeldOut
from grader.core.misses import Misses, misses
from grader.reports.digit_picture import digit_picture

_MOST_SHOWN = 60


@dataclass(frozen=True)
class WrongDigit:
    """One digit: its number in the held-out set from 0, what it is, what the model said ('' for nothing), its picture."""

    number: int
    truth: int
    answer: str
    picture: Markup


@dataclass(frozen=True)
class WrongDigits:
    """What a model gets wrong: how many digits, how many of them no other model does, and those there is room for.

    Pictures are made when they are asked for: most pages of a large course stand as they are.
    """

    missed: Misses
    labels: Sequence[int] = field(repr=False)
    picture: Callable[[int], Markup] = field(repr=False, compare=False)

    @property
    def wrong(self) -> int:
        """How many digits the model gets wrong."""
        return len(self.missed.wrong)

    @property
    def only_here(self) -> int:
        """How many of them no other group's model gets wrong."""
        return len(self.missed.only_here)

    @property
    def alone(self) -> tuple[WrongDigit, ...]:
        """Those to show that no other group's model gets wrong."""
        return tuple(self._digit(number) for number in self._shown if number in self.missed.only_here)

    @property
    def others(self) -> tuple[WrongDigit, ...]:
        """Those to show that other models get wrong too."""
        return tuple(self._digit(number) for number in self._shown if number not in self.missed.only_here)

    @cached_property
    def _answers(self) -> Mapping[int, str]:
        return dict(zip(self.missed.wrong, self.missed.answers, strict=True))

    @cached_property
    def _shown(self) -> list[int]:
        """First come those that no other model gets wrong, then by their class; what there is room for is put in order."""
        chosen = sorted(self.missed.wrong, key=lambda number: (number not in self.missed.only_here, number))[:_MOST_SHOWN]
        return sorted(chosen, key=lambda number: (self.labels[number], self._answers[number], number))

    def _digit(self, number: int) -> WrongDigit:
        return WrongDigit(number, self.labels[number], self._answers[number].replace("-", ""), self.picture(number))


def wrong_digits(counted: Mapping[str, Evaluation | None], heldout: HeldOut | None) -> dict[str, WrongDigits]:
    """Return them by group, for every group whose counted model answered exactly these held-out digits."""
    if heldout is None:
        return {}
    images, labels = heldout.images, heldout.labels.tolist()
    found = misses({group: one.answers for group, one in counted.items() if one and one.answers}, labels)

    @cache
    def picture(number: int) -> Markup:
        return Markup(digit_picture(images[number]))  # noqa: S704 - base64 of our own making

    return {group: WrongDigits(missed, labels, picture) for group, missed in found.items()}
