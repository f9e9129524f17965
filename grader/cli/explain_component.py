"""One component for the terminal: what is the same for all members stands once, what differs by student."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console

from grader.core.scores import ComponentScore, CriterionScore
from grader.core.show import show
from grader.reports.number_text import points_text

_Score = TypeVar("_Score", ComponentScore, CriterionScore)


def explain_component(console: Console, scores: Sequence[ComponentScore], students: Sequence[str], depth: int = 0) -> None:
    """Print one component of each of `students`, in their order, with all below it."""
    margin = "  " * depth
    for who, score in _distinct(scores, students, _heading):
        console.print(f"{margin}{show(score.title)}{who}: {_heading(score)}")
    for criteria in zip(*(score.criteria for score in scores), strict=True):
        for who, criterion in _distinct(criteria, students, lambda one: one):
            _criterion(console, criterion, who, margin)
    for parts in zip(*(score.components for score in scores), strict=True):
        explain_component(console, parts, students, depth + 1)


def _distinct(scores: Sequence[_Score], students: Sequence[str], key: Callable[[_Score], object]) -> Iterator[tuple[str, _Score]]:
    """Yield each different score with the students who have it: no name where all have the same."""
    first: dict[object, list[int]] = {}
    for number, score in enumerate(scores):
        first.setdefault(key(score), []).append(number)
    for numbers in first.values():
        who = "" if len(first) == 1 else ", " + ", ".join(students[number] for number in numbers)
        yield who, scores[numbers[0]]


def _heading(score: ComponentScore) -> str:
    notes = [
        show(score.reason, 300),
        "does not count: among the lowest" if score.dropped else "",
        "a bonus" if score.bonus else "",
    ]
    return "; ".join([_points(score), *(note for note in notes if note)])


def _criterion(console: Console, criterion: CriterionScore, who: str, margin: str) -> None:
    dropped = "; does not count: among the lowest" if criterion.dropped else ""
    console.print(f"{margin}  {show(criterion.title)}{who}: {_points(criterion)} [{criterion.state}]{dropped}")
    console.print(f"{margin}    why:  {show(criterion.reason, 600)}")
    if criterion.rule:
        console.print(f"{margin}    rule: {show(criterion.rule, 600)}")
    if criterion.value is not None:
        interval = f", 95 % interval {criterion.interval[0]:.4f} to {criterion.interval[1]:.4f}" if criterion.interval else ""
        console.print(f"{margin}    measured: {criterion.value:.4f}{interval}")


def _points(score: ComponentScore | CriterionScore) -> str:
    return f"{'not known yet' if score.points is None else points_text(score.points)} of {points_text(score.maximum)}"
