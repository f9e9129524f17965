"""Does the notebook produce the model that was committed?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_ready import not_ready
from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.exact import exact
from grader.core.reproduction import copied_from, reproduction
from grader.core.scores import Finding
from grader.core.show import show

_TOLERANCE = 0.02


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Compare the two models by their bytes and weights, then by their answers, then by their accuracy within `tolerance`."""
    if evidence.execution.status is RunStatus.INTERNAL_ERROR:
        return not_ready(evidence.execution.message)
    if copy := copied_from(evidence):
        return Finding(0.0, f"no model written: what the notebook leaves is a copy of the committed {show(copy, 120)}")
    hashes = [evaluation.sha256 for model in ("committed", "written") if (evaluation := evidence.evaluation(model))]
    if len(hashes) == 2 and hashes[0] == hashes[1] != "":
        return Finding(1.0, "reproduced: same file, the notebook writes the model that is committed")
    committed, written = chosen_evaluation(evidence, "committed"), chosen_evaluation(evidence, "written")
    if isinstance(committed, Finding) or isinstance(written, Finding):
        return _incomparable(evidence, committed, written)
    tolerance = exact(options.get("tolerance", _TOLERANCE))
    found = reproduction(committed, written, tolerance, evidence.same_predictions, evidence.weights_difference)
    return Finding(0.0 if found.word == "different" else 1.0, found.text)


def _incomparable(evidence: Evidence, committed: Evaluation | Finding, written: Evaluation | Finding) -> Finding:
    """Answer where a model is not there or cannot be scored; what this machine failed to measure comes first."""
    unscored = [finding for finding in (committed, written) if isinstance(finding, Finding)]
    unknown = next((finding for finding in unscored if finding.value is None), None)
    why = f"{_lacking(evidence, committed)}: {'; '.join(finding.reason for finding in unscored)}"
    return unknown or Finding(0.0, why, earns_nothing=True)


def _lacking(evidence: Evidence, committed: Evaluation | Finding) -> str:
    if isinstance(committed, Finding):
        return "nothing committed to compare with"
    made = evidence.evaluation("written")
    return "no model written" if made is None or made.status is RunStatus.MISSING else "the written model cannot be compared"


reproduces = Check("reproduces", frozenset({"tolerance"}), _find)
