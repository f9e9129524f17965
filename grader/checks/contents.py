"""Does the notebook hold what the course asks for: training, prediction, the model's specification, the model?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grader.checks.check import Check
from grader.checks.why_nothing import why_nothing
from grader.core.evidence import Evidence, RunStatus
from grader.core.exact import exact
from grader.core.scores import Finding
from grader.core.show import show

_NO_NOTEBOOK = {RunStatus.MISSING, RunStatus.INVALID}
_PARTS = ("training", "prediction", "specification", "model")


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Weigh each part by the points its option states; without options all parts weigh the same."""
    weights = {part: exact(options.get(part, 0)) for part in _PARTS if part in options} or dict.fromkeys(_PARTS, Fraction(1))
    places = {part: getattr(evidence.contents, part) for part in weights}
    found = sum((weight for part, weight in weights.items() if places[part]), Fraction(0))
    whole = sum(weights.values(), Fraction(0))
    nothing = not found and evidence.execution.status in _NO_NOTEBOOK
    return Finding(float(found / whole) if whole else 0.0, _reason(evidence, places), earns_nothing=nothing)


def _reason(evidence: Evidence, places: Mapping[str, str]) -> str:
    found = "; ".join(f"{part} ({show(place)})" for part, place in places.items() if place)
    missing = ", ".join(part for part, place in places.items() if not place)
    if not found and evidence.execution.status in _NO_NOTEBOOK:
        why = "no notebook was found" if evidence.execution.status is RunStatus.MISSING else "the notebook cannot be read"
        return why + why_nothing(evidence, evidence.execution.message)
    return "; ".join(part for part in (found and f"found {found}", missing and f"missing: {missing}") if part)


contents = Check("contents", frozenset(_PARTS), _find, of_heldout=False)
