"""Compare the weights of two model files, inside a sandbox, because both are hostile."""

from __future__ import annotations

import math
from dataclasses import replace

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.sandbox.job import Job, Sandbox

_SECONDS = 60.0


def compare_models(sandbox: Sandbox, first: bytes, second: bytes, limits: Limits) -> float | None:
    """Return the largest absolute difference between two weights in the same place of two model files.

    None where their networks differ, or one of them cannot be read. Raises MachineError when the sandbox fails.
    """
    bounds = replace(limits, seconds=_SECONDS, disk_bytes=min(limits.disk_bytes, 4 * (len(first) + len(second)) + (16 << 20)))
    outcome = sandbox.run(Job("compare_models", inputs={"first": first, "second": second}, limits=bounds, name="compare"))
    if outcome.status is RunStatus.INTERNAL_ERROR:
        raise MachineError(f"two models could not be compared: {outcome.message}")
    found = outcome.document.get("difference")
    return found if isinstance(found, float) and math.isfinite(found) and found >= 0 else None
