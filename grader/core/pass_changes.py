"""Who passes now and did not, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.not_passed import not_passed
from grader.core.rubric import Scale
from grader.core.scale import passes
from grader.core.scores import Mark


@dataclass(frozen=True)
class PassChange:
    """A student who crosses the pass mark: `now` says to which side; the grades as they are shown."""

    student: str
    before: str
    after: str
    now: bool


def pass_changes(before: Sequence[Mark], after: Sequence[Mark], old: Scale, new: Scale) -> Iterator[PassChange]:
    """Yield the students whose grade is known both times and who pass only one of them, in the order of `after`."""
    was = {mark.student.id: mark for mark in before}
    for mark in after:
        other = was.get(mark.student.id)
        if other is None or None in {other.grade, mark.grade}:
            continue
        then, now = _passed(other, old), _passed(mark, new)
        if then != now:
            yield PassChange(mark.student.id, str(other.grade), str(mark.grade), now)


def _passed(mark: Mark, scale: Scale) -> bool:
    """Say whether the mark passes; a part that had to be passed counts, unless staff set the total."""
    if mark.percent is None:
        return False
    missed = mark.note.startswith("not passed: ") and any(not_passed(mark.components))
    return passes(mark.percent, scale) and not missed
