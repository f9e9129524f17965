"""Everything that a finding may look at."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.evidence import Evaluation
from grader.core.said import say
from grader.core.survey import NotebookFacts

TOPIC = say("What would be graded")


@dataclass(frozen=True)
class Facts:
    """The notebook that counts and the committed model's evaluation, where they are known.

    `ran` says that the notebook ran to its end here. `modules` are the importable names where the grader runs it, None where
    that is not known; `own` are the names that the repository's own files can be imported by.
    """

    notebook: NotebookFacts
    model: str = ""
    evaluation: Evaluation | None = None
    ran: bool = False
    modules: frozenset[str] | None = None
    own: frozenset[str] = frozenset()
