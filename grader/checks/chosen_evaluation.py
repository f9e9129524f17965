"""Which model's evaluation on the held-out digits a criterion reads."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks.not_ready import not_ready
from grader.checks.why_nothing import why_nothing
from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.scores import Finding
from grader.core.show import show

_NOT_THERE: Mapping[str, str] = {
    "committed": "no model file is committed",
    "written": "the notebook writes no model file",
    "notebook": "the notebook has no function that predicts",
    "first_found": "no model file was found, neither committed nor written by the notebook",
}


def chosen_evaluation(evidence: Evidence, model: str) -> Evaluation | Finding:
    """Return the evaluation to read, or the finding that ends the matter: 0 by the group's work, None by the machine.

    `model` is 'committed', 'written', 'notebook' (its own predictions), or 'first_found': the committed one, and only where
    none is committed the written one. A committed model that cannot be scored is still the one that counts, unless the
    notebook's own function answered in its place.
    """
    evaluation = _first(evidence, ("committed", "written") if model == "first_found" else (model,))
    own = evidence.evaluation("notebook")
    if model in {"first_found", "committed"} and own is not None and own.status is RunStatus.OK and _unscored(evaluation):
        evaluation = own
    if evaluation is None:
        return _absent(evidence, model)
    if evaluation.status is RunStatus.INTERNAL_ERROR:
        return not_ready(evaluation.message)
    if evaluation.status is not RunStatus.OK:
        why = show(evaluation.message or evaluation.status)
        return Finding(0.0, f"the {evaluation.model} model cannot be scored: {why}", earns_nothing=True)
    if not evaluation.samples:
        return not_ready("no digit was scored")
    return evaluation


def _unscored(evaluation: Evaluation | None) -> bool:
    return evaluation is None or evaluation.status is RunStatus.INVALID


def _first(evidence: Evidence, models: tuple[str, ...]) -> Evaluation | None:
    found = (evidence.evaluation(model) for model in models)
    return next((evaluation for evaluation in found if evaluation and evaluation.status is not RunStatus.MISSING), None)


def _held_out(evidence: Evidence, origins: set[str]) -> list[Evaluation]:
    return [found for origin in sorted(origins) if (found := evidence.evaluation(origin))]


def _absent(evidence: Evidence, model: str) -> Finding:
    """Tell a file that is not there from one that was found and not measured."""
    origins = {"committed", "written"} if model == "first_found" else {model}
    if "written" in origins and evidence.execution.status is RunStatus.INTERNAL_ERROR:
        return not_ready(evidence.execution.message)
    files = (*evidence.artifacts, *evidence.execution.artifacts)
    scored = {evaluation.model for evaluation in _held_out(evidence, origins)}
    if any(file.role == "model" and file.origin in origins - scored for file in files):
        return not_ready("a model file was found and not scored")
    why = why_nothing(evidence, *(found.message for found in _held_out(evidence, origins)))
    return Finding(0.0, _NOT_THERE[model] + why, earns_nothing=True)
