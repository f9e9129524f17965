"""What moved between two judgements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from grader.core.scores import ComponentScore, Mark

Shown = Decimal | str | None

# Places in a student's list: what the gradebook shows last comes last, also where a part has gone from the scheme.
_PART: Final = 0
_TOTAL: Final = 1
_GRADE: Final = 2
_RUBRIC: Final = "the rubric or the deadline changed"


@dataclass(frozen=True)
class Change:
    """One number of one student that moved.

    `what` is a path as adjustments use it ('project.presentation', 'project'), 'total' (in percent) or 'grade'.
    None is 'not known', never 0; `reason` says what made it move.
    """

    student: str
    what: str
    before: Shown
    after: Shown
    reason: str


@dataclass(frozen=True)
class _Entry:
    """A number with its own reason; `parts` are the paths of what it is made of."""

    value: Shown
    reason: str = ""
    parts: tuple[str, ...] = ()
    otherwise: str = _RUBRIC


_Entries = Mapping[tuple[int, str], _Entry]


def difference(before: Sequence[Mark], after: Sequence[Mark]) -> tuple[Change, ...]:
    """Return every number that moved: students as in `after`, then those who are gone; numbers in the gradebook's order.

    A part that is new, gone, known now or no longer known is told as such. What is equal, or unknown both times, is not listed.
    """
    old, new = ({mark.student.id: mark for mark in marks} for marks in (before, after))
    students = [*new, *(student for student in old if student not in new)]
    return tuple(change for student in students for change in _of_student(student, old.get(student), new.get(student)))


def _of_student(student: str, before: Mark | None, after: Mark | None) -> Iterator[Change]:
    if before == after:
        return
    old, new = _entries(before), _entries(after)
    places = sorted([*new, *(place for place in old if place not in new)], key=lambda place: place[0])
    moved = [place for place in places if _value(old, place) != _value(new, place)]
    names = {name for kind, name in moved if kind == _PART}
    there = "the roster" if before is None or after is None else "the rubric"
    for place in moved:
        yield Change(
            student, place[1], _value(old, place), _value(new, place), _reason(old.get(place), new.get(place), names, there)
        )


def _reason(old: _Entry | None, new: _Entry | None, moved: set[str], there: str) -> str:
    if new is None:
        return f"no longer in {there}"
    if old is None:
        return f"new in {there}"
    parts = ", ".join(part for part in new.parts if part in moved)
    why = new.reason or (f"moved with {parts}" if parts else new.otherwise if new.value is not None else "")
    known = "known now" if old.value is None else "no longer known" if new.value is None else ""
    return ": ".join(text for text in (known, why) if text)


def _value(entries: _Entries, place: tuple[int, str]) -> Shown:
    entry = entries.get(place)
    return entry.value if entry else None


def _entries(mark: Mark | None) -> _Entries:
    if mark is None:
        return {}
    entries = {(_PART, path): entry for component in mark.components for path, entry in _parts(component, "")}
    tops = tuple(component.id for component in mark.components)
    entries[_TOTAL, "total"] = _Entry(mark.percent, parts=tops)
    entries[_GRADE, "grade"] = _Entry(mark.grade, parts=tops)
    return entries


def _parts(component: ComponentScore, above: str) -> Iterator[tuple[str, _Entry]]:
    path = f"{above}{component.id}"
    inner = (*(criterion.id for criterion in component.criteria), *(part.id for part in component.components))
    names = tuple(f"{path}.{name}" for name in inner)
    yield path, _Entry(component.points, component.reason, names, _RUBRIC if names else "the exam's results or its key changed")
    for criterion in component.criteria:
        yield f"{path}.{criterion.id}", _Entry(criterion.points, criterion.reason)
    for part in component.components:
        yield from _parts(part, f"{path}.")
