"""Does the notebook produce the model that was committed?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_ready import not_ready
from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.exact import exact
from grader.core.scores import Finding

_SAME_ANSWERS = 0.98
_TOLERANCE = 0.02


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Compare the two models by their bytes, then by their answers, then by their accuracy within `tolerance`."""
    if evidence.execution.status is RunStatus.INTERNAL_ERROR:
        return not_ready(evidence.execution.message)
    hashes = [evaluation.sha256 for model in ("committed", "written") if (evaluation := evidence.evaluation(model))]
    if len(hashes) == 2 and hashes[0] == hashes[1] != "":
        return Finding(1.0, "reproduced: same file, the notebook writes the model that is committed")
    committed, written = chosen_evaluation(evidence, "committed"), chosen_evaluation(evidence, "written")
    if isinstance(committed, Finding) or isinstance(written, Finding):
        return _incomparable(committed, written)
    return _compare(committed, written, evidence.same_predictions, exact(options.get("tolerance", _TOLERANCE)))


def _incomparable(committed: Evaluation | Finding, written: Evaluation | Finding) -> Finding:
    """Answer where a model is not there or cannot be scored; what this machine failed to measure comes first."""
    unscored = [finding for finding in (committed, written) if isinstance(finding, Finding)]
    unknown = next((finding for finding in unscored if finding.value is None), None)
    what = "nothing committed to compare with" if isinstance(committed, Finding) else "nothing written to compare with"
    return unknown or Finding(0.0, f"{what}: {'; '.join(finding.reason for finding in unscored)}")


def _compare(committed: Evaluation, written: Evaluation, same_answers: float | None, tolerance: Fraction) -> Finding:
    ours, theirs = Fraction(written.correct, written.samples), Fraction(committed.correct, committed.samples)
    both = f"accuracy {float(ours):.4f} written by the notebook, {float(theirs):.4f} committed"
    if same_answers is not None and same_answers >= _SAME_ANSWERS:
        return Finding(1.0, f"equivalent: {same_answers:.1%} of the answers are the same; {both}")
    if abs(ours - theirs) <= tolerance:
        return Finding(1.0, f"equivalent: within {float(tolerance):g}; {both}")
    return Finding(0.0, f"different: {both}, more than {float(tolerance):g} apart")


reproduces = Check("reproduces", frozenset({"tolerance"}), _find)
