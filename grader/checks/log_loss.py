"""How much probability does the model give to the truth?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_measured import not_measured
from grader.core.evidence import Evidence
from grader.core.scores import Finding


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with exp(-log loss), so that more is better: the geometric mean of the probabilities given to the truth."""
    evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
    if isinstance(evaluation, Finding):
        return evaluation
    if evaluation.log_loss is None:
        return not_measured("the log loss")
    value = math.exp(-max(0.0, evaluation.log_loss))
    reason = f"log loss {evaluation.log_loss:.4f} on {evaluation.samples:,} held-out digits"
    return Finding(value, f"{reason}: the truth got a probability of {value:.4f}, in the geometric mean")


log_loss = Check("log_loss", frozenset({"model"}), _find)
