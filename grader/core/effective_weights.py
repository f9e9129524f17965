"""What every part of a rubric is worth of the final grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.core.rubric import Component, Course, Criterion, Source


@dataclass(frozen=True)
class Worth:
    """One component or criterion: `percent` of the final grade at full points, exact; `depth` is 0 at the top.

    Where the lowest of a level are dropped it is what a part is worth among all; each that counts is worth more. A `bonus`
    comes on top. `how` says what earns it: a check, levels, the exam.
    """

    path: str
    title: str
    depth: int
    percent: Fraction
    bonus: bool
    how: str


def effective_weights(course: Course) -> tuple[Worth, ...]:
    """Return every component and criterion in rubric order; the top components without bonuses make exactly 100."""
    return tuple(_level(course.components, "", 0, Fraction(100), bonus=False))


def _level(parts: Sequence[Component], above: str, depth: int, whole: Fraction, *, bonus: bool) -> Iterator[Worth]:
    weights = sum((Fraction(part.weight) for part in parts if not part.bonus), Fraction(0))
    for part in parts:
        share = Fraction(part.weight) / 100 if part.bonus else Fraction(part.weight) / weights
        path, extra = f"{above}{part.id}", bonus or part.bonus
        yield Worth(path, part.title, depth, whole * share, extra, _of_component(part))
        for criterion in part.criteria:
            worth = whole * share * Fraction(criterion.points) / Fraction(part.points)
            how = "assignment" if part.source is Source.ASSIGNMENTS else _of_criterion(criterion)
            yield Worth(f"{path}.{criterion.id}", criterion.title, depth + 1, worth, extra, how)
        for below in [(one,) for one in part.components] if part.select else [part.components]:  # of alternatives, each is all
            yield from _level(below, f"{path}.", depth + 1, whole * share, bonus=extra)


def _of_component(part: Component) -> str:
    words = [f"per {part.per}" if part.source is not Source.PARTS else ""]
    words += ["exam file" if part.source is Source.EXAM else "marks by staff" if part.source is Source.MARKS else ""]
    words += [f"one of two: the {part.select.count} best by {part.select.by} do {part.select.take}" if part.select else ""]
    of = len(part.components or part.criteria)
    words += [f"the lowest {part.drop_lowest} of {of} dropped" if part.drop_lowest else ""]
    words += ["0 points for what is missing" if part.missing_is_zero else ""]
    words += ["times what members say of each other" if part.rating else ""]
    words += ["late work loses points" if part.late else "", f"at least {part.must_pass:f} % to pass" if part.must_pass else ""]
    return ", ".join(word for word in words if word)


def _of_criterion(criterion: Criterion) -> str:
    return f"check {criterion.check}" if criterion.check else "ballots" if criterion.ballots else "levels by staff"
