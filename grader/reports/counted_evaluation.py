"""Which of a submission's evaluations the rubric counts."""

from __future__ import annotations

from grader.checks.chosen_evaluation import chosen_evaluation
from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.rubric import Course

_MEASURED = ("accuracy", "macro_f1", "macro_precision", "macro_recall", "robustness", "calibration", "log_loss")


def counted_evaluation(course: Course, evidence: Evidence) -> Evaluation | None:
    """Return the held-out evaluation of the model that the rubric's first criterion of a model reads, or None.

    Where that model could not be scored, the evaluation that says why.
    """
    asked = (
        str(criterion.options.get("model", "committed"))
        for component in course.leaves()
        for criterion in component.criteria
        if criterion.check in _MEASURED
    )
    model = next(asked, "first_found")
    chosen = chosen_evaluation(evidence, model)
    if isinstance(chosen, Evaluation):
        return chosen
    if model != "first_found":
        return evidence.evaluation(model)
    committed = evidence.evaluation("committed")
    if committed is not None and committed.status is not RunStatus.MISSING:
        return committed
    return evidence.evaluation("written") or committed
