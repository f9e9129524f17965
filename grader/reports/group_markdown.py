"""One group's report as Markdown, for a pull request, a mail or a terminal."""

from __future__ import annotations

from datetime import datetime

from grader.core.evidence import Evaluation, Evidence
from grader.core.metrics import per_class
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.reports.group_facts import GroupFacts
from grader.reports.language import Language, language
from grader.reports.measured_facts import MeasuredFacts, measured_facts
from grader.reports.model_rows import Row
from grader.reports.page_environment import markdown_environment
from grader.reports.words import words


def markdown_points(course: Course, facts: GroupFacts, *, generated_at: str, no_wall: bool, code: str) -> str:
    """Return how the text begins: who it is about, and the receipt for the points."""
    template = markdown_environment(code).get_template("group.md.j2")
    return template.render(course=course, facts=facts, generated_at=generated_at, no_wall=no_wall)


def markdown_measured(
    group: Group, evidence: Evidence | None, counted: Evaluation | None, deadline: datetime | None, code: str
) -> str:
    """Return how the text goes on: what only the evidence shapes."""
    spoken = language(code)
    facts = measured_facts(group, evidence, counted, deadline, spoken)
    matrix = (counted.confusion, counted.class_counts) if counted and counted.accuracy is not None and counted.confusion else None
    template = markdown_environment(code).get_template("group_measured.md.j2")
    return template.render(measured=facts, sections=_sections(facts, spoken), classes=per_class(*matrix) if matrix else ())


def _sections(facts: MeasuredFacts, language: Language) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    say = language.say
    run = facts.evidence.execution if facts.evidence else None
    result = (Row(say("Result"), say(words(run.status).text)),) if run else ()
    scored = (Row(say("Result"), say(words(facts.counted.status).text)),) if facts.counted else ()
    return (
        (say("What you handed in"), facts.submission),
        (say("Which files were taken"), facts.choices),
        (say("What the notebook holds"), facts.contents),
        (say("How the notebook ran"), result + facts.execution),
        (say("How the model answered"), scored + facts.evaluation),
        (say("Documents"), facts.documents),
        (say("Who committed what (worth no point)"), facts.contributions),
        (say("How this was measured"), facts.provenance),
    )
