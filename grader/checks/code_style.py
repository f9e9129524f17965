"""Does the notebook's code follow PEP 8?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.not_measured import not_measured
from grader.checks.not_ready import not_ready
from grader.checks.why_nothing import why_nothing
from grader.core.evidence import Evidence, RunStatus
from grader.core.scores import Finding
from grader.core.show import show

_NAMED = 4


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with 1 less the violations for each line, at least 0; rules that the option `ignore` names do not count."""
    style, status = evidence.style, evidence.execution.status
    if evidence.submission.status is not RunStatus.OK or (style is None and status in {RunStatus.MISSING, RunStatus.INVALID}):
        why = "no notebook was found" if status is not RunStatus.INVALID else "the notebook cannot be read"
        return Finding(0.0, why + why_nothing(evidence, evidence.execution.message), earns_nothing=True)
    if style is None:
        return not_ready(evidence.execution.message) if status is RunStatus.INTERNAL_ERROR else not_measured("the code's style")
    if not style.lines:
        return Finding(0.0, "the notebook holds no Python code", earns_nothing=True)
    ignored = tuple(options.get("ignore", ()))
    counted = [one for one in style.violations if not one.code.startswith(ignored)] if ignored else list(style.violations)
    total = sum(one.count for one in counted)
    rate = 100 * total / style.lines
    named = ", ".join(f"{one.code} {one.count}×" for one in counted[:_NAMED])
    more = f": {named}{' …' if len(counted) > _NAMED else ''}; {show(counted[0].first, 160)}" if counted else ""
    reason = f"{rate:.1f} violations of PEP 8 per 100 lines ({total} in {style.lines} lines){more}"
    return Finding(max(0.0, 1 - total / style.lines), reason)


code_style = Check("code_style", frozenset({"ignore"}), _find, of_heldout=False)
