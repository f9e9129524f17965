"""Does the notebook run from top to bottom?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.not_ready import not_ready
from grader.checks.why_nothing import why_nothing
from grader.core.evidence import Evidence, Execution, RunStatus
from grader.core.scores import Finding

_SENTENCES: Mapping[RunStatus, str] = {
    RunStatus.CELL_ERROR: "a cell of the notebook ended with an error",
    RunStatus.TIMEOUT: "the notebook was stopped because its time ran out",
    RunStatus.MEMORY: "the notebook needed more memory than a run may use",
    RunStatus.OUTPUT: "the notebook was stopped because it printed or wrote more than a run may",
    RunStatus.KERNEL_DIED: "the notebook's kernel died",
    RunStatus.MISSING: "no notebook was found",
    RunStatus.INVALID: "the notebook cannot be read",
}


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    execution = evidence.execution
    if execution.status is RunStatus.INTERNAL_ERROR:
        return not_ready(execution.message)
    if execution.status is RunStatus.OK:
        return Finding(1.0, f"the notebook ran from top to bottom in {execution.seconds:.0f} s")
    finished = _cells_finished(execution) if options.get("partial") else 0
    share = finished / execution.cells_total if finished else 0.0
    nothing = execution.status in {RunStatus.MISSING, RunStatus.INVALID}
    return Finding(share, _reason(evidence, finished), earns_nothing=nothing)


def _cells_finished(execution: Execution) -> int:
    """Count the cells that ended without error: below the total, since a run that was stopped is never a whole one."""
    ran = sum(cell.status == RunStatus.OK for cell in execution.cells) if execution.cells else _cells_before_failure(execution)
    return max(0, min(ran, execution.cells_total - 1))


def _cells_before_failure(execution: Execution) -> int:
    """Read the driver's own count, which may hold the cell that failed."""
    return execution.cells_run - (execution.status is RunStatus.CELL_ERROR)


def _reason(evidence: Evidence, finished: int) -> str:
    execution = evidence.execution
    where = "" if execution.failing_cell is None else f" at cell {execution.failing_cell + 1}"  # a person counts from 1
    counted = f" ({finished} of {execution.cells_total} code cells finished)" if finished else ""
    return _SENTENCES[execution.status] + where + why_nothing(evidence, execution.message) + counted


notebook_runs = Check("notebook_runs", frozenset({"partial"}), _find, of_heldout=False)
