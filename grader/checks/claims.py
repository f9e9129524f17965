"""Does the submission say of its model what was measured?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.core.claims import claim_verdicts, overall
from grader.core.evidence import Evidence
from grader.core.scores import Finding


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    evaluation = chosen_evaluation(evidence, options.get("model", "first_found"))
    if isinstance(evaluation, Finding):
        return evaluation
    found = overall(claim_verdicts(evidence.claims, evaluation))
    if found is None:
        return Finding(1.0, "no accuracy is stated, so none is wrong")
    return Finding(0.0 if found.word == "contradicts" else 1.0, found.text)


claims = Check("claims", frozenset({"model"}), _find)
