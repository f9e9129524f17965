"""What a number of somebody is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.core.scores import ComponentScore, Mark
from grader.core.targets import TOTAL


@dataclass(frozen=True)
class Number:
    """Points of a student, None while they are not known, with the reason that stands beside them."""

    student: str
    points: Decimal | None
    reason: str


def numbers(marks: Sequence[Mark], target: str) -> tuple[Number, ...]:
    """Return the number of that path for each of the marks; of one that a student does not have, nothing."""
    found = ((mark, _of(mark, target)) for mark in marks)
    return tuple(Number(mark.student.id, *one) for mark, one in found if one is not None)


def _of(mark: Mark, target: str) -> tuple[Decimal | None, str] | None:
    if target == TOTAL:
        return mark.percent, mark.note
    return dict(_below(mark.components, "")).get(target)


def _below(components: Sequence[ComponentScore], prefix: str) -> Iterator[tuple[str, tuple[Decimal | None, str]]]:
    for component in components:
        path = f"{prefix}{component.id}"
        yield path, (component.points, component.reason)
        yield from ((f"{path}.{one.id}", (one.points, one.reason)) for one in component.criteria)
        yield from _below(component.components, f"{path}.")
