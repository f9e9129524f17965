"""Does running the notebook again give the numbers that its saved outputs state?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.not_measured import not_measured
from grader.checks.not_ready import not_ready
from grader.checks.why_nothing import why_nothing
from grader.core.evidence import Evidence, RunStatus
from grader.core.output_pair import OutputPair
from grader.core.scores import Finding
from grader.core.show import show

_TOLERANCE = 0.02
_NAMED = 3
_NOTHING = frozenset({RunStatus.MISSING, RunStatus.INVALID})


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with the share of the accuracies in saved outputs that come out again within `tolerance`."""
    execution, pairs = evidence.execution, evidence.output_pairs
    if execution.status is RunStatus.INTERNAL_ERROR:
        return not_ready(execution.message)
    if execution.status in _NOTHING:
        why = "no notebook was found" if execution.status is RunStatus.MISSING else "the notebook cannot be read"
        return Finding(0.0, why + why_nothing(evidence, execution.message), earns_nothing=True)
    if pairs is None and execution.status is RunStatus.OK:
        return not_measured("the agreement of saved and new outputs")
    if pairs is None:
        return Finding(
            0.0, f"the notebook was ended before its outputs could be compared{why_nothing(evidence, execution.message)}"
        )
    if not pairs:
        return Finding(1.0, "no saved output states an accuracy, so none is another now")
    wrong = [pair for pair in pairs if not pair.agrees(float(options.get("tolerance", _TOLERANCE)))]
    share = (len(pairs) - len(wrong)) / len(pairs)
    named = "; ".join(_words(pair) for pair in wrong[:_NAMED])
    return Finding(
        share, f"{len(pairs) - len(wrong)} of {len(pairs)} saved accuracies come out again{': ' if named else ''}{named}"
    )


def _words(pair: OutputPair) -> str:
    now = "its cell was not run to the end" if pair.now is None else f"{pair.now:.4f} now"
    return f"cell {pair.cell + 1}: {show(pair.name, 40)} {pair.saved:.4f} saved, {now}"


outputs_agree = Check("outputs_agree", frozenset({"tolerance"}), _find, of_heldout=False)
