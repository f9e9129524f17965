"""Evidence becomes points: a pure function that runs nothing and takes milliseconds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from grader.checks import all_checks
from grader.checks.check import Check
from grader.checks.not_ready import not_ready
from grader.core.adjusted import Adjusted
from grader.core.ballots import NO_BALLOTS
from grader.core.context import Context
from grader.core.deadlines import Deadlines
from grader.core.errors import InputError
from grader.core.evidence import Evidence, RunStatus
from grader.core.exam import Exam
from grader.core.extension import Extension
from grader.core.factor import Factor
from grader.core.marked_twice import marked_twice
from grader.core.marks import add_criteria, add_parts, blank, measured, set_by, state_of, total, undecided
from grader.core.not_passed import not_passed
from grader.core.note import note
from grader.core.rated import rated
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Component, Course, Criterion, Source
from grader.core.scale import grade
from grader.core.scores import Adjustment, ComponentScore, CriterionScore, Finding, Mark, State
from grader.core.selected import Selected
from grader.core.student_times import PASSED_OVER, StudentTimes, passed_over
from grader.core.targets import TOTAL, maximum


def judge(  # noqa: PLR0913 - everything a grade depends on is named where it is asked for
    course: Course,
    roster: Roster,
    evidence: Mapping[str, Evidence],
    exam: Exam | None,
    *,
    yardsticks: Mapping[str, float],
    deadline: datetime,
    adjustments: Sequence[Adjustment] = (),
    given: Mapping[str, Mapping[str, Finding]] | None = None,
    selected: Mapping[str, Mapping[str, Selected]] | None = None,
    factors: Mapping[str, Mapping[str, Factor]] | None = None,
    checks: Mapping[str, Check] | None = None,
    deadlines: Mapping[str, datetime] | None = None,
    extensions: Sequence[Extension] = (),
    evidence_at: Mapping[str, Mapping[str, Evidence]] | None = None,
    newest: bool = False,
) -> tuple[Mark, ...]:
    """Return one mark a student, in roster order. Nothing is measured here, and the same arguments give the same marks.

    `evidence` is by group id. `yardsticks` are the accuracies of the reference models on the held-out set, by name; for a
    check other than accuracy, by `<check>:<name>`. `given` are findings that no evidence of a group holds (ballots), by the
    criterion's path and then by student or group; a student's own counts before the group's. `selected` says which
    alternative a group does, by the component's path and then by group; `factors` what a component's points are multiplied
    by, by its path and then by student. `deadline` carries a time zone: lateness is worked out again from the times in the
    evidence, so a moved deadline needs no new measurement. Components may name one of `deadlines`; then `evidence_at` holds,
    by that name, the evidence of the commits that counted at it. `extensions` move a deadline for a group or a student.
    `newest` says that late commits were picked too. What is not known is None, never 0.

    Raises InputError where the rubric names an unknown check, criterion or deadline, an adjustment leaves its range, or a
    deadline has no time zone.
    """
    until = Deadlines.of(course, deadline, deadlines or {}, extensions, newest=newest)
    adjusted, found, rates = Adjusted.of(adjustments), given or {}, factors or {}
    own = {subject for _, subject in adjusted.latest} | {*until.extensions}
    own |= {subject for by in found.values() for subject in by}
    known = all_checks() if checks is None else checks
    of_run = any(one.check not in known or known[one.check].of_run for _, one in course.criteria() if one.check)
    table = _Table(exam, yardsticks, adjusted, known, found, selected or {}, rates, own, until, of_run)
    works = {**(evidence_at or {}), "": evidence}
    return tuple(
        mark
        for group in roster.groups
        for mark in _judge_group(course, group, {name: each.get(group.id) for name, each in works.items()}, table)
    )


@dataclass(frozen=True)
class _Table:
    """What is the same for everyone."""

    exam: Exam | None
    yardsticks: Mapping[str, float]
    adjusted: Adjusted
    checks: Mapping[str, Check]
    given: Mapping[str, Mapping[str, Finding]]
    selected: Mapping[str, Mapping[str, Selected]]
    factors: Mapping[str, Mapping[str, Factor]]
    own: Collection[str]  # students who are judged alone because something was set or found for them
    deadlines: Deadlines
    of_run: bool  # whether the rubric asks about the notebook or the model

    def given_to(self, path: str, student: Student) -> Finding | None:
        """Return what was found of this student, or of the student's group, outside the evidence; or None."""
        found = self.given.get(path, {})
        return found.get(student.id) or found.get(student.group)

    def yardsticks_of(self, check: str) -> Mapping[str, float]:
        """Return the reference models' values in that check's own measure: an accuracy is no yardstick for an F1."""
        if check == "accuracy":
            return self.yardsticks
        start = f"{check}:"
        return {name.removeprefix(start): value for name, value in self.yardsticks.items() if name.startswith(start)}


@dataclass(frozen=True)
class _Case:
    """One student before the judge: when the group's work came, and what the checks found in it."""

    table: _Table
    student: Student
    times: StudentTimes
    findings: Mapping[str, Finding] = field(default_factory=dict)
    shared: dict[str, ComponentScore] = field(default_factory=dict)  # the same for the whole group, once one member is judged


def _judge_group(course: Course, group: Group, works: Mapping[str, Evidence | None], table: _Table) -> list[Mark]:
    """Judge a group's members; checks are asked once for all who have the same deadlines."""
    passed, shared = passed_over(table.deadlines, group, works), dict[str, ComponentScore]()
    context = Context(len(group.members), table.yardsticks)
    placed = {name: work and replace(work, context=context) for name, work in works.items()}
    taken = {path: by[group.id] for path, by in table.selected.items() if group.id in by}
    known: dict[tuple[Extension, ...], _Case] = {}
    marks = []
    for student in group.members:
        own = table.deadlines.extensions.get(student.id, ())
        if own not in known:
            times = StudentTimes.of(course, table.deadlines, student, placed, passed, taken)
            case = _Case(table, student, times, shared=shared)
            known[own] = replace(case, findings=_findings(course.components, "", case))
        marks.append(_judge_student(course, replace(known[own], student=student)))
    return marks


def _timed(evidence: Evidence, late: int | None) -> Evidence:
    """Return the evidence with its lateness against today's deadline; a time that cannot be read is shown to no check."""
    submission = evidence.submission
    if late is None:
        return replace(evidence, submission=replace(submission, committed_at="", pushed_at=None, minutes_late=0))
    return replace(evidence, submission=replace(submission, minutes_late=late))


def _findings(components: Sequence[Component], prefix: str, case: _Case) -> dict[str, Finding]:
    """Ask every check of the rubric, by path."""
    found: dict[str, Finding] = {}
    not_ready_yet = Finding(None, PASSED_OVER, State.NOT_READY)
    for component in components:
        path = f"{prefix}{component.id}"
        work = case.times.works.get(component.deadline) if component.criteria else None
        work = work and _timed(work, case.times.minutes_late(component, path))
        if component.deadline in case.times.passed_over:
            found |= {f"{path}.{c.id}": not_ready_yet for c in component.criteria if c.check is not None}
        else:
            found |= {f"{path}.{c.id}": _ask(c.check, c, work, case.table) for c in component.criteria if c.check is not None}
        found |= _findings(component.components, f"{path}.", case)
    return found


def _ask(name: str, criterion: Criterion, evidence: Evidence | None, table: _Table) -> Finding:
    if name not in table.checks:
        raise InputError(f"no check is named {name!r}", line=criterion.line, hint=f"there are {', '.join(sorted(table.checks))}")
    if evidence is None:
        return Finding(None, "not measured yet", State.NOT_READY)
    if evidence.submission.status is RunStatus.INTERNAL_ERROR:
        return not_ready(evidence.submission.message)
    return table.checks[name].find(evidence, criterion.options)


def _judge_student(course: Course, case: _Case) -> Mark:
    components = tuple(_component(component, component.id, case) for component in course.components)
    percent, state = total(components, course.bonus_at_most), state_of(components)
    failing = [] if percent is None else list(not_passed(components))
    evidence = case.times.works.get("")
    missing = "; ".join(filter(None, [*failing, note(components, evidence, of_run=case.table.of_run)]))
    change = case.table.adjusted.find(TOTAL, case.student, Decimal(100))
    if change:
        percent, state, missing, failing = change.points, State.FULLY_GRADED, f"total {set_by(change)}", []
    return Mark(
        student=case.student,
        components=components,
        percent=percent,
        grade=None if percent is None else grade(percent, course.scale, failed=bool(failing)),
        state=state,
        note=missing,
        commit=evidence.submission.commit if evidence else "",
    )


def _component(component: Component, path: str, case: _Case) -> ComponentScore:
    if case.student.id in case.table.own or _is_personal(component):
        return _one_component(component, path, case)
    if path not in case.shared:
        case.shared[path] = _one_component(component, path, case)
    return case.shared[path]


def _is_personal(component: Component) -> bool:
    """Say whether members may differ even where nothing was set for one of them: in an exam, or by ratings."""
    if component.source is Source.EXAM or component.rating is not None:
        return True
    return any(_is_personal(part) for part in component.components)


def _one_component(component: Component, path: str, case: _Case) -> ComponentScore:
    score = case.times.after_lateness(component, path, _before_lateness(component, path, case))
    score = rated(score, case.table.factors.get(path, {}).get(case.student.id))
    change = case.table.adjusted.find(path, case.student, score.maximum)
    return replace(score, points=change.points, state=State.FULLY_GRADED, reason=set_by(change)) if change else score


def _before_lateness(component: Component, path: str, case: _Case) -> ComponentScore:
    if component.components:
        chosen = case.table.selected.get(path, {}).get(case.student.group)
        if component.select and (chosen is None or chosen.take is None):
            return undecided(component, chosen)
        parts = component.components if chosen is None else [part for part in component.components if part.id == chosen.take]
        return add_parts(component, [_component(part, f"{path}.{part.id}", case) for part in parts])
    if component.source is Source.EXAM:
        return _exam(component, case)
    return add_criteria(component, _criteria(component, path, case))


def _exam(component: Component, case: _Case) -> ComponentScore:
    exam, student = case.table.exam, case.student.id
    points = exam.points.get(student) if exam else None
    state = State.PENDING_MANUAL if points is None else State.FULLY_GRADED
    said = exam.notes.get(student, "") if exam else ""
    reason = said or ("no exam file yet" if exam is None else "no exam result" if points is None else "")
    return blank(component, maximum(component, exam), points, state, reason)


def _criteria(component: Component, path: str, case: _Case) -> list[CriterionScore]:
    """Judge a component's criteria, those that others require first; return them in rubric order."""
    by_id = {criterion.id: criterion for criterion in component.criteria}
    scores: dict[str, CriterionScore] = {}
    for name in _in_order(component):
        if name not in by_id:
            raise InputError(f"a criterion of {path!r} requires {name!r}, which is none of it", line=component.line)
        required = [scores[other] for other in by_id[name].requires]
        scores[name] = _criterion(by_id[name], f"{path}.{name}", required, case)
    return [scores[criterion.id] for criterion in component.criteria]


def _in_order(component: Component) -> list[str]:
    try:
        return list(TopologicalSorter({c.id: c.requires for c in component.criteria}).static_order())
    except CycleError as error:
        circle = " requires ".join(repr(name) for name in error.args[1])
        raise InputError(f"criteria of {component.id!r} require each other: {circle}", line=component.line) from None


def _criterion(criterion: Criterion, path: str, required: Sequence[CriterionScore], case: _Case) -> CriterionScore:
    set_by_staff = _by_staff(criterion, path, case)
    if set_by_staff:
        return set_by_staff
    failed = next((other for other in required if other.points == 0), None)
    if failed:
        return _unmeasured(criterion, Decimal(0), State.FULLY_GRADED, f"not judged: needs {failed.title} first")
    unknown = next((other for other in required if other.points is None), None)
    if unknown:
        return _unmeasured(criterion, None, unknown.state, f"waits for {unknown.title}")
    if criterion.check is None:
        given = case.table.given_to(path, case.student)
        if given:
            return measured(criterion, given, {})
        return _unmeasured(criterion, None, State.PENDING_MANUAL, NO_BALLOTS if criterion.ballots else "to be marked by staff")
    return measured(criterion, case.findings[path], case.table.yardsticks_of(criterion.check))


def _by_staff(criterion: Criterion, path: str, case: _Case) -> CriterionScore | None:
    """Return what one person set, or what several people's marks make; None where nobody has marked it."""
    if criterion.markers:
        marks = case.table.adjusted.by_markers(path, case.student, criterion.points)
        together = marked_twice(criterion.markers, marks)
        state = State.PENDING_MANUAL if together.points is None else State.FULLY_GRADED
        return _unmeasured(criterion, together.points, state, together.reason) if marks else None
    change = case.table.adjusted.find(path, case.student, criterion.points)
    if change is None:
        return None
    chosen = next((level.description for level in criterion.levels if level.points == change.points), "")
    return _unmeasured(criterion, change.points, State.FULLY_GRADED, set_by(change), chosen)


def _unmeasured(criterion: Criterion, points: Decimal | None, state: State, reason: str, rule: str = "") -> CriterionScore:
    return CriterionScore(criterion.id, criterion.title, points, criterion.points, state, reason, rule)
