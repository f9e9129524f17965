"""Is the report or poster what the course asks for: pages, paper, columns, sections, references, fonts, blind?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from grader.checks.check import Check
from grader.checks.document_requirements import Requirement, requirements
from grader.checks.not_measured import not_measured
from grader.checks.why_nothing import why_nothing
from grader.core.document_facts import DocumentFacts, DocumentStatus
from grader.core.documents import ANY
from grader.core.evidence import Evidence, RunStatus
from grader.core.scores import Finding
from grader.core.show import show

_OPTIONS = frozenset({"file", "pages", "page", "tolerance", "columns", "last_page", "sections", "fonts", "blind"})


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with the share of the requirements that are met; sections count as one, by the share that is there."""
    pattern = str(options.get("file", ANY))
    if evidence.submission.status is not RunStatus.OK:
        return Finding(0.0, f"no document was found{why_nothing(evidence)}", earns_nothing=True)
    if pattern not in evidence.documents.wanted:
        return not_measured(f"a document '{show(pattern, 60)}'", "grade again, since the rubric asks for another file now")
    found = evidence.documents.of(pattern)
    if not found:
        return Finding(0.0, f"no file '{show(pattern, 60)}' is committed", earns_nothing=True)
    facts, others = found[0], found[1:]
    beside = f"; also there: {', '.join(show(one.path, 60) for one in others)}" if others else ""
    if facts.status is not DocumentStatus.OK:
        return Finding(0.0, f"{show(facts.path, 80)} {show(facts.message, 300)}{beside}", earns_nothing=True)
    asked = requirements(facts, options)
    met = sum((one.met for one in asked), Fraction(0))
    share = Fraction(1) if not asked else met / len(asked)
    return Finding(float(share), f"{show(facts.path, 80)}: {_words(facts, asked)}{beside}")


def _words(facts: DocumentFacts, asked: Sequence[Requirement]) -> str:
    """Name what is not met first, since that is what costs points."""
    missed = [show(one.text, 300) for one in asked if one.met < 1]
    kept = [show(one.text, 300) for one in asked if one.met == 1]
    parts = [f"not met: {'; '.join(missed)}" if missed else "", f"met: {'; '.join(kept)}" if kept else ""]
    parts += [f"note: {show(facts.problems[0], 150)}" if facts.problems else ""]
    return ". ".join(filter(None, parts)) or f"a PDF that can be read, of {facts.pages} pages"


document = Check("document", _OPTIONS, _find, of_run=False, of_heldout=False)
