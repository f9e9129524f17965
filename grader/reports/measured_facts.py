"""What a group's report states of its evidence: the same whatever the rubric makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from grader.core.evidence import Evaluation, Evidence
from grader.core.roster import Group
from grader.reports.contribution_rows import contribution_rows
from grader.reports.document_rows import document_rows
from grader.reports.handed_in_rows import choice_rows, contents_rows, submission_rows
from grader.reports.language import Language
from grader.reports.model_rows import Row, Spoiling, model_rows, spoilings
from grader.reports.run_rows import execution_rows, provenance_rows
from grader.reports.trust_rows import trust_rows


@dataclass(frozen=True)
class MeasuredFacts:
    """The facts of one group's evidence; `counted` is the evaluation that the rubric counts."""

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


def measured_facts(
    group: Group, evidence: Evidence | None, counted: Evaluation | None, deadline: datetime | None, language: Language
) -> MeasuredFacts:
    """Gather what was measured of a group's work, in the words of a language.

    Lateness is counted from `deadline` where it is given, otherwise as it was counted when the evidence was measured.
    """
    if evidence is None:
        return MeasuredFacts(None, None, submission_rows(group, None, deadline, language))
    return MeasuredFacts(
        evidence,
        counted,
        submission=submission_rows(group, evidence.submission, deadline, language),
        choices=choice_rows(evidence.choices, language),
        contents=contents_rows(evidence, language),
        execution=execution_rows(evidence, language),
        evaluation=model_rows(counted, language) if counted else (),
        robustness=spoilings(counted.corrupted) if counted else (),
        trust=trust_rows(evidence, counted, language),
        provenance=provenance_rows(evidence, language),
        documents=document_rows(evidence.documents, language),
        contributions=contribution_rows(evidence.contributions, language),
    )
