"""How points add up: a finding becomes a criterion's points, criteria a component's, components the total."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from grader.core.bands import points_for
from grader.core.errors import MachineError
from grader.core.exact import as_decimal, exact
from grader.core.rounding import steady
from grader.core.rubric import Component, Criterion
from grader.core.scores import Adjustment, ComponentScore, CriterionScore, Finding, State, worst
from grader.core.selected import Selected
from grader.core.show import show


def measured(criterion: Criterion, finding: Finding, yardsticks: Mapping[str, float]) -> CriterionScore:
    """Return the points of a finding: by the criterion's bands, or as a share of its points. Unknown stays None.

    Raises MachineError where the check broke its promise: a value that is no number, or a share outside 0..1.
    """
    scored = partial(
        CriterionScore, criterion.id, criterion.title, maximum=criterion.points, value=finding.value, interval=finding.interval
    )
    if finding.value is None:
        why = State.NOT_READY if finding.state is State.FULLY_GRADED else finding.state
        return scored(points=None, state=why, reason=finding.reason)
    if not math.isfinite(finding.value) or not (criterion.bands or 0 <= finding.value <= 1):
        raise MachineError(
            f"the check {criterion.check!r} answered {finding.value} for {criterion.id!r}: not a share from 0 to 1"
        )
    points, rule = _worth(criterion, finding, finding.value, yardsticks)
    if points is None:
        state = worst([finding.state, State.NOT_READY])
        return scored(points=None, state=state, reason=f"{finding.reason}; {rule}", rule=rule)
    return scored(points=points, state=finding.state, reason=finding.reason, rule=rule)


def add_criteria(component: Component, scores: Sequence[CriterionScore]) -> ComponentScore:
    """Return a component's points as the exact sum of its criteria's, None while one is unknown.

    Where the lowest are dropped, the others' share of their own points becomes the component's share of its points.
    """
    counted = _without_lowest(scores, component.drop_lowest)
    kept = [score for score in counted if not score.dropped]
    known = [Fraction(score.points) for score in kept if score.points is not None]
    points = None
    if len(known) == len(kept):
        whole = sum((Fraction(score.maximum) for score in kept), Fraction(0))
        factor = Fraction(component.points) / whole if component.drop_lowest and whole else Fraction(1)
        points = as_decimal(sum(known, Fraction(0)) * factor)
    return replace(blank(component, component.points, points, _worst(scores)), criteria=counted)


def _without_lowest(scores: Sequence[CriterionScore], lowest: int) -> tuple[CriterionScore, ...]:
    if not lowest or any(score.points is None for score in scores):
        return tuple(scores)
    ordered = sorted(scores, key=lambda score: (steady(_share(score)), -score.maximum, score.id))
    gone = {score.id for score in ordered[:lowest]}
    return tuple(replace(score, dropped=score.id in gone) for score in scores)


def add_parts(component: Component, parts: Sequence[ComponentScore]) -> ComponentScore:
    """Return a component of components: points out of 100, the weighted sum of its parts' percentages that count."""
    counted = dropped(parts, component.drop_lowest)
    points = total(counted, component.bonus_at_most)
    return replace(blank(component, Decimal(100), points, state_of(parts)), components=counted)


def undecided(component: Component, chosen: Selected | None) -> ComponentScore:
    """Return a component of alternatives of which the group's is not decided yet: no points, and why."""
    reason = chosen.reason if chosen else f"not decided yet who does {component.select.take}" if component.select else ""
    return blank(component, Decimal(100), None, State.PENDING_MANUAL, reason)


def blank(
    component: Component,
    maximum: Decimal,
    points: Decimal | None = None,
    state: State = State.FULLY_GRADED,
    reason: str = "",
) -> ComponentScore:
    """Return a component's score without what it is made of: as much as is known before anything is judged, and no points."""
    return ComponentScore(
        component.id, component.title, points, maximum, component.weight, state, reason,
        bonus=component.bonus, must_pass=component.must_pass,
    )  # fmt: skip


def dropped(parts: Sequence[ComponentScore], lowest: int) -> tuple[ComponentScore, ...]:
    """Return the parts with the `lowest` percentages marked as dropped; none is while one of them is unknown.

    Bonuses and parts without weight stay. Of equal ones the heavier goes, so that it never lowers the sum and their order
    does not matter.
    """
    weighted = [part for part in parts if part.weight and not part.bonus]
    if not lowest or any(part.points is None for part in weighted):
        return tuple(parts)
    gone = {part.id for part in sorted(weighted, key=lambda part: (steady(_share(part)), -part.weight, part.id))[:lowest]}
    return tuple(replace(part, dropped=part.id in gone) for part in parts)


def total(parts: Sequence[ComponentScore], bonus_at_most: Decimal = Decimal(100)) -> Decimal | None:
    """Return the sum of weight x percent, from 0 to 100, whatever the order of the parts; None while one is unknown.

    Weights are relative to those of the parts that count; a part that weighs nothing, and need
    not be passed, need not be known. Bonuses come on top,
    `bonus_at_most` together, and never lead above 100.
    """
    if any(part.points is None for part in parts if _decides(part)):
        return None
    counted = [part for part in parts if not part.bonus and not part.dropped]
    weights = sum((Fraction(part.weight) for part in counted), Fraction(0))
    earned = sum((Fraction(part.weight) * _share(part) for part in counted), Fraction(0))
    extra = sum((Fraction(part.weight) * _share(part) for part in parts if part.bonus), Fraction(0))
    percent = (earned * 100 / weights if weights else Fraction(0)) + min(extra, Fraction(bonus_at_most))
    return as_decimal(min(percent, Fraction(100)))


def state_of(parts: Sequence[ComponentScore]) -> State:
    """Return the worst state of the parts that decide something; one that weighs nothing keeps no grade open."""
    return _worst([part for part in parts if _decides(part)])


def _decides(part: ComponentScore) -> bool:
    """Say whether a part moves the total, or must be passed, or something in it must."""
    return bool(part.weight) or _is_hurdle(part)


def _is_hurdle(part: ComponentScore) -> bool:
    return part.must_pass is not None or any(map(_is_hurdle, part.components))


def _share(score: ComponentScore | CriterionScore) -> Fraction:
    return Fraction(score.points or 0) / Fraction(score.maximum)


def _worst(scores: Sequence[CriterionScore] | Sequence[ComponentScore]) -> State:
    return worst(score.state for score in scores)


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
