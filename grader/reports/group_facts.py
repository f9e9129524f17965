"""Everything a group's report states, gathered once, so that the HTML page and the Markdown file say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.core.evidence import Evaluation, Evidence
from grader.core.roster import Group, Student
from grader.core.rubric import Course, Per
from grader.core.scores import ComponentScore, CriterionScore, Mark, State, worst
from grader.core.slug import slug
from grader.reports.contribution_rows import contribution_rows
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.document_rows import document_rows
from grader.reports.handed_in_rows import choice_rows, contents_rows, submission_rows
from grader.reports.language import Language
from grader.reports.leaf_scores import LeafScore, leaf_scores
from grader.reports.model_rows import Row, Spoiling, model_rows, spoilings
from grader.reports.number_text import plain_text, points_text
from grader.reports.run_rows import execution_rows, provenance_rows
from grader.reports.trust_rows import trust_rows


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
    course: Course,
    group: Group,
    marks: Sequence[Mark],
    evidence: Evidence | None,
    deadline: datetime | None,
    language: Language,
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
        robustness=spoilings(counted.corrupted) if counted else (),
        submission=submission_rows(group, evidence.submission if evidence else None, deadline, language),
        choices=choice_rows(evidence.choices, language) if evidence else (),
        contents=contents_rows(evidence, language) if evidence else (),
        execution=execution_rows(evidence, language) if evidence else (),
        evaluation=model_rows(counted, language) if counted else (),
        trust=trust_rows(evidence, counted, language) if evidence else (),
        provenance=provenance_rows(evidence, language) if evidence else (),
        documents=document_rows(evidence.documents, language) if evidence else (),
        contributions=contribution_rows(evidence.contributions, language) if evidence else (),
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
