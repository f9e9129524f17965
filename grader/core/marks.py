"""How points add up: a finding becomes a criterion's points, criteria a component's, components the total."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from grader.core.bands import points_for
from grader.core.errors import MachineError
from grader.core.exact import as_decimal, exact
from grader.core.rubric import Component, Criterion
from grader.core.scores import Adjustment, ComponentScore, CriterionScore, Finding, State, worst
from grader.core.selected import Selected
from grader.core.show import show


def measured(criterion: Criterion, finding: Finding, yardsticks: Mapping[str, float]) -> CriterionScore:
    """Return the points of a finding: by the criterion's bands, or as a share of its points. Unknown stays None.

    Raises MachineError where the check broke its promise: a value that is no number, or a share outside 0..1.
    """
    score = CriterionScore(
        id=criterion.id,
        title=criterion.title,
        points=None,
        maximum=criterion.points,
        state=State.NOT_READY if finding.state is State.FULLY_GRADED else finding.state,
        reason=finding.reason,
        value=finding.value,
        interval=finding.interval,
    )
    if finding.value is None:
        return score
    if not math.isfinite(finding.value) or not (criterion.bands or 0 <= finding.value <= 1):
        raise MachineError(
            f"the check {criterion.check!r} answered {finding.value} for {criterion.id!r}: not a share from 0 to 1"
        )
    points, rule = _worth(criterion, finding, finding.value, yardsticks)
    if points is None:
        return replace(score, state=worst([finding.state, State.NOT_READY]), reason=f"{finding.reason}; {rule}", rule=rule)
    return replace(score, points=points, state=finding.state, rule=rule)


def add_criteria(component: Component, scores: Sequence[CriterionScore]) -> ComponentScore:
    """Return a component's points as the exact sum of its criteria's, None while one is unknown."""
    known = [Fraction(score.points) for score in scores if score.points is not None]
    points = as_decimal(sum(known, Fraction(0))) if len(known) == len(scores) else None
    state = worst(score.state for score in scores)
    return ComponentScore(
        component.id, component.title, points, component.points, component.weight, state, criteria=tuple(scores)
    )


def add_parts(component: Component, parts: Sequence[ComponentScore]) -> ComponentScore:
    """Return a component of components: points out of 100, the weighted sum of its parts' percentages."""
    state = worst(part.state for part in parts)
    return ComponentScore(
        component.id, component.title, total(parts), Decimal(100), component.weight, state, components=tuple(parts)
    )


def undecided(component: Component, chosen: Selected | None) -> ComponentScore:
    """Return a component of alternatives of which the group's is not decided yet: no points, and why."""
    reason = chosen.reason if chosen else f"not decided yet who does {component.select.take}" if component.select else ""
    return ComponentScore(component.id, component.title, None, Decimal(100), component.weight, State.PENDING_MANUAL, reason)


def total(parts: Sequence[ComponentScore]) -> Decimal | None:
    """Return the sum of weight x percent, from 0 to 100, whatever the order of the parts; None while one is unknown."""
    shares = [Fraction(part.points) / Fraction(part.maximum) for part in parts if part.points is not None]
    if len(shares) < len(parts):
        return None
    weights = [Fraction(part.weight) for part in parts]
    return as_decimal(sum((weight * share for weight, share in zip(weights, shares, strict=True)), Fraction(0)))


def less(score: ComponentScore, percent: Decimal, why: str) -> ComponentScore:
    """Return the component with `percent` of its points taken off and the reason added; unknown points stay unknown."""
    if not percent:
        return score
    kept = None if score.points is None else as_decimal(Fraction(score.points) * (100 - Fraction(percent)) / 100)
    return replace(score, points=kept, reason=f"{percent.normalize():f} % off: {why}")


def set_by(adjustment: Adjustment) -> str:
    """Return the reason of a number that staff set: who and why."""
    return f"set by {show(adjustment.author)}: {show(adjustment.reason)}"


def _worth(criterion: Criterion, finding: Finding, value: float, yardsticks: Mapping[str, float]) -> tuple[Decimal | None, str]:
    if finding.earns_nothing:
        return Decimal(0), "nothing that could be measured earns no points"
    if criterion.bands:
        return points_for(value, criterion.bands, yardsticks, criterion.points)
    share = exact(value)
    return as_decimal(share * Fraction(criterion.points)), f"{float(share) * 100:.4g} % of {criterion.points} points"
