"""Check the style of the notebook that was chosen."""

from __future__ import annotations

from grader.core.evidence import Choice
from grader.core.style_facts import StyleFacts
from grader.core.survey import Survey
from grader.intake.git import Fetched
from grader.sandbox.read_style import read_style
from grader.steps.bench import Bench
from grader.steps.look import read_file
from grader.steps.run import facts_of

_LARGEST = 50_000_000  # bytes; nearly all of a larger one are outputs


def style(survey: Survey, notebook: Choice, fetched: Fetched, bench: Bench) -> StyleFacts | None:
    """Return what a style checker says of the notebook's code; None where there is no notebook that can be read."""
    facts = facts_of(survey, notebook)
    if facts is None or not facts.readable or facts.bytes > _LARGEST:
        return None
    return read_style(bench.sandbox, facts.path, read_file(fetched, facts.path))
