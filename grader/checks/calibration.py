"""Is the model as sure as it is right?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_measured import not_measured
from grader.core.calibration_error import BINS
from grader.core.evidence import Evidence
from grader.core.scores import Finding


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with 1 minus the expected calibration error, so that more is better, as bands need it."""
    evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
    if isinstance(evaluation, Finding):
        return evaluation
    if evaluation.calibration_error is None:
        return not_measured("the calibration")
    error = min(1.0, max(0.0, evaluation.calibration_error))
    reason = f"expected calibration error {error:.4f} ({BINS} bins) on {evaluation.samples:,} held-out digits"
    return Finding(1 - error, f"{reason}; {1 - error:.4f} counts")


calibration = Check("calibration", frozenset({"model"}), _find)
