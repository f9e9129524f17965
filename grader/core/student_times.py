"""How late one student's work is, component by component, and what that leaves of the points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from typing import Final

from grader.core.deadlines import Deadlines
from grader.core.evidence import Evidence
from grader.core.late_budget import LateWork, late_budget
from grader.core.late_score import late_score
from grader.core.lateness import another_counts, minutes_late
from grader.core.roster import Group, Student
from grader.core.rubric import Component, Course, Source
from grader.core.scores import ComponentScore, State, worst
from grader.core.selected import Selected

BUDGET_OPEN: Final = "how many late days are left depends on which alternative the group does, which is not decided yet"
PASSED_OVER: Final = "another commit counts now that the deadline moved: run grade-all"


@dataclass(frozen=True)
class StudentTimes:
    """One student's deadlines, and the group's evidence by the name of the deadline at which its commit counts.

    `passed_over` are the deadlines at which another commit counts than the one that was measured. `forgiven` are the minutes
    that the course's late-day budget takes, by path, None where that depends on an alternative nobody has decided on.
    """

    deadlines: Deadlines
    student: Student
    works: Mapping[str, Evidence | None]
    passed_over: frozenset[str]
    forgiven: Mapping[str, int | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        course: Course,
        deadlines: Deadlines,
        student: Student,
        works: Mapping[str, Evidence | None],
        passed_over: frozenset[str],
        selected: Mapping[str, Selected],
    ) -> StudentTimes:
        """Bring together what is known, and share out the late-day budget; `selected` are the group's alternatives, by path."""
        times = cls(deadlines, student, works, passed_over)
        if not course.late_budget_minutes:
            return times
        shared: dict[str, set[int]] = {}
        for takes in _ways(course.components, selected):
            late = tuple(times.late_works(course.components, "", takes))
            for path, minutes in late_budget(late, course.late_budget_minutes).items():
                shared.setdefault(path, set()).add(minutes)
        return replace(times, forgiven={path: min(found) if len(found) == 1 else None for path, found in shared.items()})

    def due(self, component: Component, path: str) -> datetime:
        """Return until when the student has time."""
        return self.deadlines.for_student(self.student, path, component.deadline)

    def minutes_late(self, component: Component, path: str) -> int | None:
        """Return how late the work is; None where that is not known."""
        work = self.works.get(component.deadline)
        return minutes_late(work.submission, self.due(component, path)) if work else None

    def late_works(self, components: Sequence[Component], prefix: str, takes: Mapping[str, str]) -> Iterator[LateWork]:
        """Yield what can be late, in rubric order, of alternatives those in `takes`; what is not known is not late so far."""
        for component in components:
            path = f"{prefix}{component.id}"
            if component.late:
                yield LateWork(path, component.deadline, self.minutes_late(component, path) or 0, component.late)
            done = [part for part in component.components if takes.get(path, part.id) == part.id]
            yield from self.late_works(done, f"{path}.", takes)

    def after_lateness(self, component: Component, path: str, score: ComponentScore) -> ComponentScore:
        """Take off what lateness costs, and say whose clock says so; what is not known leaves the points open."""
        if component.late is None or component.source is Source.EXAM:
            return score
        work, minutes = self.works.get(component.deadline), self.minutes_late(component, path)
        if work is None or minutes is None or component.deadline in self.passed_over:
            why = "the time of the commit cannot be read" if work else "" if score.points is None else "not measured yet"
            why = PASSED_OVER if component.deadline in self.passed_over else why
            return replace(score, points=None, state=worst([score.state, State.NOT_READY]), reason=why)
        forgiven = self.forgiven.get(path, 0)
        if forgiven is None:
            return replace(score, points=None, state=worst([score.state, State.PENDING_MANUAL]), reason=BUDGET_OPEN)
        late = replace(component.late, budget_minutes=component.late.budget_minutes + forgiven)
        extended = self.due(component, path) > self.deadlines.moments[component.deadline]
        return late_score(score, minutes, late, by_server=work.submission.pushed_at is not None, extended=extended)


def _ways(components: Sequence[Component], selected: Mapping[str, Selected]) -> Iterator[dict[str, str]]:
    """Yield which alternative is taken at each path where there is a choice: once, or each way that is still open."""
    open_to: dict[str, list[str]] = {}
    waiting = [(component, component.id) for component in components]
    while waiting:
        component, path = waiting.pop()
        if component.select:
            taken = selected[path].take if path in selected else None
            open_to[path] = [taken] if taken else [part.id for part in component.components]
        waiting += [(part, f"{path}.{part.id}") for part in component.components]
    for takes in product(*open_to.values()):
        yield dict(zip(open_to, takes, strict=True))


def passed_over(deadlines: Deadlines, group: Group, works: Mapping[str, Evidence | None]) -> frozenset[str]:
    """Return the deadlines at which another commit of the group counts now than the one that was measured."""
    known = {name: work.submission for name, work in works.items() if work and name in deadlines.moments}
    return frozenset(name for name, one in known.items() if another_counts(one, deadlines.picks(group, name)))
