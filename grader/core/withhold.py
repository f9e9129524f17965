"""Take out of a mark what may not be told yet, and everything that it could be worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.core.rubric import Component, Course
from grader.core.scores import ComponentScore, CriterionScore, Mark, State


def withhold(course: Course, mark: Mark, hidden: Mapping[str, str], why: str) -> Mark:
    """Return the mark without the criteria at the paths in `hidden`, each with the reason that stands in its place.

    With them go the criteria that require them, which parts were the lowest, which of two alternatives a group does by them,
    the points of every component they count in, the total, the grade and the note, for which `why` stands. Where nothing of
    the mark is hidden it comes back as it was.
    """
    scores = {score.id: score for score in mark.components}
    parts = tuple(
        _component(component, scores[component.id], component.id, hidden)
        for component in course.components
        if component.id in scores
    )
    if parts == mark.components:
        return mark
    return replace(mark, components=parts, percent=None, grade=None, state=State.NOT_READY, note=why)


def _component(component: Component, score: ComponentScore, path: str, hidden: Mapping[str, str]) -> ComponentScore:
    if component.select and _touches(component.select.by, hidden):
        return replace(_open(score), components=())
    below = {part.id: part for part in component.components}
    parts = tuple(_component(below[part.id], part, f"{path}.{part.id}", hidden) for part in score.components if part.id in below)
    criteria = _criteria(component, score, path, hidden)
    if parts == score.components and criteria == score.criteria:
        return score
    return replace(
        _open(score),
        components=tuple(replace(part, dropped=False) for part in parts),
        criteria=tuple(replace(one, dropped=False) for one in criteria),
    )


def _open(score: ComponentScore) -> ComponentScore:
    return replace(score, points=None, state=State.NOT_READY, reason="", dropped=False)


def _touches(path: str, hidden: Mapping[str, str]) -> bool:
    return any(f"{one}.".startswith(f"{path}.") or f"{path}.".startswith(f"{one}.") for one in hidden)


def _criteria(component: Component, score: ComponentScore, path: str, hidden: Mapping[str, str]) -> tuple[CriterionScore, ...]:
    why = {one.id: hidden[f"{path}.{one.id}"] for one in component.criteria if f"{path}.{one.id}" in hidden}
    titles = {one.id: one.title for one in component.criteria}
    grown = bool(why)
    while grown:  # until no further criterion requires one of them
        found = {
            one.id: f"waits for {titles[needed[0]]}"
            for one in component.criteria
            if one.id not in why and (needed := [other for other in one.requires if other in why])
        }
        why, grown = {**why, **found}, bool(found)
    return tuple(_hide(one, why[one.id]) if one.id in why else one for one in score.criteria)


def _hide(score: CriterionScore, why: str) -> CriterionScore:
    return CriterionScore(score.id, score.title, None, score.maximum, State.NOT_READY, why)
