"""The held-out digits that a group's model gets wrong, for the page that only staff read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """What a model gets wrong: how many digits, how many of them no other model does, and those there is room for."""

    wrong: int
    only_here: int
    alone: tuple[WrongDigit, ...]
    others: tuple[WrongDigit, ...]


def wrong_digits(counted: Mapping[str, Evaluation | None], heldout: HeldOut | None) -> dict[str, WrongDigits]:
    """Return them by group, for every group whose counted model answered exactly these held-out digits."""
    if heldout is None:
        return {}
    labels = heldout.labels.tolist()
    found = misses({group: one.answers for group, one in counted.items() if one and one.answers}, labels)
    shown = {number for missed in found.values() for number in _shown(missed)}
    pictures = {number: Markup(digit_picture(heldout.images[number])) for number in shown}  # noqa: S704 - base64 of our own making
    return {group: _digits(missed, labels, pictures) for group, missed in found.items()}


def _shown(missed: Misses) -> list[int]:
    """Return the digits to show: first those that no other model gets wrong, then by their class."""
    return sorted(missed.wrong, key=lambda number: (number not in missed.only_here, number))[:_MOST_SHOWN]


def _digits(missed: Misses, labels: Sequence[int], pictures: Mapping[int, Markup]) -> WrongDigits:
    answers = dict(zip(missed.wrong, missed.answers, strict=True))
    shown = [
        WrongDigit(number, labels[number], answers[number].replace("-", ""), pictures[number])
        for number in sorted(_shown(missed), key=lambda number: (labels[number], answers[number], number))
    ]
    return WrongDigits(
        wrong=len(missed.wrong),
        only_here=len(missed.only_here),
        alone=tuple(one for one in shown if one.number in missed.only_here),
        others=tuple(one for one in shown if one.number not in missed.only_here),
    )
