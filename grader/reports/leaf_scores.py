"""Bring a student's scores and the rubric's components together, leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.core.rubric import Component, Criterion
from grader.core.scores import ComponentScore, CriterionScore


@dataclass(frozen=True)
class LeafScore:
    """A component that carries points itself, its score, its title below those above it, and the scores above it."""

    title: str
    component: Component
    score: ComponentScore
    above: tuple[ComponentScore, ...] = ()

    def criteria(self) -> Iterator[tuple[Criterion, CriterionScore]]:
        """Yield each criterion of the rubric with its score, in the score's order."""
        by_id = {criterion.id: criterion for criterion in self.component.criteria}
        for score in self.score.criteria:
            yield by_id[score.id], score

    def so_far(self) -> tuple[Decimal, Decimal] | None:
        """Return the points of those criteria that are known and the most there was for them; None where it is all or nothing.

        They bound nothing: lateness is taken off the whole. Which criteria are the lowest and do not count can be said when
        all are known, so there it is None as well.
        """
        known = [(score.points, score.maximum) for score in self.score.criteria if score.points is not None]
        if self.score.points is not None or self.component.drop_lowest or not known:
            return None
        return sum((points for points, _ in known), Decimal(0)), sum((most for _, most in known), Decimal(0))


def leaf_scores(
    components: Sequence[Component], scores: Sequence[ComponentScore], above: tuple[ComponentScore, ...] = ()
) -> tuple[LeafScore, ...]:
    """Return the leaves of the rubric that have a score, in rubric order."""
    by_id = {score.id: score for score in scores}
    found: list[LeafScore] = []
    for component in components:
        score = by_id.get(component.id)
        if score is None:
            continue
        if component.components:
            found += leaf_scores(component.components, score.components, (*above, score))
        else:
            title = ": ".join([*(part.title for part in above), component.title])
            found.append(LeafScore(title, component, score, above))
    return tuple(found)
