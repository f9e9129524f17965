"""Everything a group's report states, gathered once, so that the HTML page and the Markdown file say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.core.evidence import Choice, Evaluation, Evidence, RunStatus, Submission
from grader.core.lateness import minutes_late
from grader.core.roster import Group, Student
from grader.core.rubric import Course, Per
from grader.core.scores import ComponentScore, CriterionScore, Mark, State, worst
from grader.core.slug import slug
from grader.reports.contribution_rows import contribution_rows
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.document_rows import document_rows
from grader.reports.leaf_scores import LeafScore, leaf_scores
from grader.reports.model_rows import Row, Spoiling, model_rows, spoilings
from grader.reports.number_text import bytes_text, minutes_text, plain_text, points_text, seconds_text
from grader.reports.trust_rows import trust_rows
from grader.reports.words import words

_MOST_OTHERS = 10


@dataclass(frozen=True)
class Individual:
    """A member whose points for the group's work staff set apart from the others'."""

    student: Student
    leaves: tuple[LeafScore, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class GroupFacts:
    """The facts of one group's report; `leaves` are the components that the group earns together."""

    group: Group
    slug: str
    state: State
    leaves: tuple[LeafScore, ...]
    individuals: tuple[Individual, ...]
    personal: tuple[str, ...]
    evidence: Evidence | None
    counted: Evaluation | None
    submission: tuple[Row, ...] = ()
    choices: tuple[Row, ...] = ()
    contents: tuple[Row, ...] = ()
    execution: tuple[Row, ...] = ()
    evaluation: tuple[Row, ...] = ()
    robustness: tuple[Spoiling, ...] = ()
    trust: tuple[Row, ...] = ()
    provenance: tuple[Row, ...] = ()
    documents: tuple[Row, ...] = ()
    contributions: tuple[Row, ...] = ()


def group_facts(
    course: Course, group: Group, marks: Sequence[Mark], evidence: Evidence | None, deadline: datetime | None = None
) -> GroupFacts:
    """Gather a group's facts from its members' marks and its evidence; `marks` may hold other groups' too.

    Lateness is counted from `deadline` where it is given, otherwise as it was counted when the evidence was measured.
    """
    members = [mark for mark in marks if mark.student.group == group.id]
    shared = [(mark.student, _shared(course, mark)) for mark in members]
    leaves = shared[0][1] if shared else ()
    counted = counted_evaluation(course, evidence) if evidence else None
    return GroupFacts(
        group=group,
        slug=slug(group.id),
        state=worst(leaf.score.state for _, theirs in shared for leaf in theirs) if shared else State.NOT_READY,
        leaves=leaves,
        individuals=_individuals(shared),
        personal=tuple(component.title for component in course.leaves() if component.per is Per.STUDENT),
        evidence=evidence,
        counted=counted,
        submission=_submission_rows(group, evidence.submission if evidence else None, deadline),
        choices=_choice_rows(evidence.choices) if evidence else (),
        contents=_contents_rows(evidence) if evidence else (),
        execution=_execution_rows(evidence) if evidence else (),
        evaluation=model_rows(counted) if counted else (),
        robustness=spoilings(counted.corrupted) if counted else (),
        trust=trust_rows(evidence, counted) if evidence else (),
        provenance=_provenance_rows(evidence) if evidence else (),
        documents=document_rows(evidence.documents) if evidence else (),
        contributions=contribution_rows(evidence.contributions) if evidence else (),
    )


def _shared(course: Course, mark: Mark) -> tuple[LeafScore, ...]:
    return tuple(leaf for leaf in leaf_scores(course.components, mark.components) if leaf.component.per is Per.GROUP)


def _individuals(shared: Sequence[tuple[Student, tuple[LeafScore, ...]]]) -> tuple[Individual, ...]:
    """Return every member with what sets the members apart, or nothing where all have the same points."""
    reasons = [_reasons(leaves) for _, leaves in shared]
    common = set.intersection(*map(set, reasons)) if reasons else set()
    if all(set(lines) == common for lines in reasons):
        return ()
    return tuple(
        Individual(student, leaves, tuple(line for line in lines if line not in common))
        for (student, leaves), lines in zip(shared, reasons, strict=True)
    )


def _reasons(leaves: Sequence[LeafScore]) -> list[str]:
    scores: list[CriterionScore | ComponentScore] = []
    for leaf in leaves:
        scores += [*leaf.score.criteria, leaf.score]
    return [
        f"{score.title}: {points_text(score.points)} / {plain_text(score.maximum)}"
        + (f", {score.reason}" if score.reason else "")
        for score in scores
    ]


def _submission_rows(group: Group, submission: Submission | None, deadline: datetime | None) -> tuple[Row, ...]:
    address = group.repository or (submission.repository if submission else "")
    rows = [Row("Repository", _without_password(address) or "none in the roster")]
    if submission is None:
        return tuple(rows)
    rows.append(Row("Commit", submission.commit or "none", submission.message))
    if submission.status is not RunStatus.OK:
        rows.append(Row("Result", words(submission.status).text))
    if submission.committed_at:
        rows.append(Row("Committed at", submission.committed_at, "as the group's commits claim"))
    if submission.pushed_at:
        rows.append(Row("Received at", submission.pushed_at, "as the Git server recorded it"))
    late = minutes_late(submission, deadline) if deadline else submission.minutes_late
    rows.append(Row("Lateness", "not known: the time cannot be read" if late is None else minutes_text(late)))
    return tuple(rows)


def _without_password(address: str) -> str:
    return re.sub(r"(?<=://)[^/@\s]*:[^/\s]*@", "", address)


def _choice_rows(choices: Sequence[Choice]) -> tuple[Row, ...]:
    return tuple(Row(choice.role.capitalize(), choice.path or "none found", _how(choice)) for choice in choices)


def _how(choice: Choice) -> str:
    if not choice.others:
        return choice.how
    more = len(choice.others) - _MOST_OTHERS
    others = ", ".join(choice.others[:_MOST_OTHERS]) + (f" and {more} more" if more > 0 else "")
    return f"{choice.how}; also found: {others}" if choice.how else f"also found: {others}"


def _contents_rows(evidence: Evidence) -> tuple[Row, ...]:
    contents = evidence.contents
    seen = (
        ("Training code", contents.training),
        ("Prediction code", contents.prediction),
        ("Model specification", contents.specification),
        ("Model", contents.model),
    )
    return tuple(Row(label, place or "not seen") for label, place in seen)


def _execution_rows(evidence: Evidence) -> tuple[Row, ...]:
    run = evidence.execution
    rows = [
        Row("Code cells run", f"{run.cells_run} of {run.cells_total}", run.message),
        Row("Time", seconds_text(run.seconds), f"{seconds_text(run.cpu_seconds)} of processor time"),
    ]
    if run.peak_bytes:
        rows.append(Row("Memory at most", bytes_text(run.peak_bytes)))
    if run.environment:
        rows.append(Row("Ran in", run.environment))
    if run.missing_modules:
        rows.append(Row("Imports that are not there", ", ".join(run.missing_modules[:30])))
    rows += [Row("Note", note) for note in run.notes]
    if run.artifacts:
        rows.append(Row("Files written", ", ".join(f"{item.path} ({bytes_text(item.bytes)})" for item in run.artifacts[:20])))
    return tuple(rows)


def _provenance_rows(evidence: Evidence) -> tuple[Row, ...]:
    facts = evidence.provenance
    return (
        Row("Measured at", facts.measured_at),
        Row("Grader", facts.grader),
        Row("Python", facts.python),
        Row("Framework", facts.framework),
        Row("Device", facts.device),
        Row("Sandbox", facts.sandbox),
        Row("Held-out set (SHA-256)", facts.dataset_sha256),
        Row("Limits", facts.limits),
    )
