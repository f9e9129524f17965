"""Find the criteria that ballots decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.ballot_rule import BallotRule
from grader.core.rubric import Component, Criterion


@dataclass(frozen=True)
class BallotCriterion:
    """A criterion that ballots decide, with its path from the top of the rubric."""

    path: str
    criterion: Criterion
    rule: BallotRule


def ballot_criteria(components: Sequence[Component], prefix: str = "") -> Iterator[BallotCriterion]:
    """Yield them in rubric order."""
    for component in components:
        path = f"{prefix}{component.id}."
        for criterion in component.criteria:
            if criterion.ballots is not None:
                yield BallotCriterion(path + criterion.id, criterion, criterion.ballots)
        yield from ballot_criteria(component.components, path)
