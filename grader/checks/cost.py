"""Does the model keep to the course's budget: parameters, multiply-adds, file size, time to train?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_measured import not_measured
from grader.checks.not_ready import not_ready
from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.exact import exact
from grader.core.scores import Finding

_NAMES: Mapping[str, str] = {
    "parameters": "parameters",
    "multiply_adds": "multiply–adds for one image",
    "megabytes": "MB in the file",
    "seconds": "seconds to run the notebook",
}
_TO_THE_END = frozenset({RunStatus.OK, RunStatus.CELL_ERROR})  # the cells behind an error are run, too


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with the share of the budgets that are kept; 1 where none is stated."""
    evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
    if isinstance(evaluation, Finding):
        return evaluation
    if "seconds" in options and evidence.execution.status is RunStatus.INTERNAL_ERROR:
        return not_ready(evidence.execution.message)
    asked = [name for name in _NAMES if name in options]
    used = {name: _used(name, evaluation, evidence) for name in asked or _NAMES}
    unknown = [_NAMES[name] for name in asked if used[name] is None and name != "seconds"]
    if unknown:
        return not_measured(f"the number of {unknown[0]}", "it cannot be counted for these layers; staff may set the points")
    kept = sum(_within(used[name], options[name]) for name in asked)
    words = [_words(name, value, options.get(name)) for name, value in used.items() if value is not None or name in asked]
    return Finding(kept / len(asked) if asked else 1.0, "; ".join(words) or "nothing is known of its cost")


def _within(used: float | None, budget: Any) -> bool:
    return used is not None and exact(used) <= exact(budget)


def _used(name: str, evaluation: Evaluation, evidence: Evidence) -> float | None:
    """Return what was used; None where it is not known, and for a notebook that was not run to its end."""
    if name == "seconds":
        return evidence.execution.seconds if evidence.execution.status in _TO_THE_END else None
    found = {"parameters": evaluation.parameters, "multiply_adds": evaluation.multiply_adds}
    return found[name] if name in found else evaluation.file_bytes / 1e6 if evaluation.file_bytes else None


def _words(name: str, value: float | None, budget: Any) -> str:
    if value is None:
        return f"the notebook was not run to its end, so the budget of {budget:,f} seconds is not kept"
    shown = f"{value:,.0f}" if name in {"parameters", "multiply_adds"} else f"{value:.3g}"
    if budget is None:
        return f"{shown} {_NAMES[name]}"
    return f"{shown} {_NAMES[name]}, {'within' if _within(value, budget) else 'over'} the budget of {budget:,f}"


cost = Check("cost", frozenset({"model", *_NAMES}), _find, of_heldout=False)
