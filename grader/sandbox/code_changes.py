"""Count changed lines of notebooks' code in a sandbox, and take over what is told, trusting none of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import MIB, Limits
from grader.sandbox.job import Job, Sandbox

_LIMITS = Limits(seconds=90, memory_bytes=2048 * MIB, disk_bytes=512 * MIB)
_MOST = 10_000_000


def code_changes(
    sandbox: Sandbox, versions: bytes, changes: Sequence[tuple[str, str]], name: str
) -> tuple[tuple[int, int], ...] | None:
    """Return the lines added and removed by each change, a pair of files of the tar archive `versions` ('' for none).

    None where that could not be counted. Raises MachineError where the sandbox fails.
    """
    job = Job("code_changes", {"changes": [list(change) for change in changes]}, versions, limits=_LIMITS, name=name)
    outcome = sandbox.run(job)
    if outcome.status is RunStatus.INTERNAL_ERROR:
        raise MachineError(f"the changes of the notebooks could not be counted: {outcome.message}")
    told = outcome.document.get("changes")
    if outcome.status is not RunStatus.OK or not isinstance(told, list) or len(told) != len(changes):
        return None
    return tuple(_pair(one) for one in told)


def _pair(told: Any) -> tuple[int, int]:
    added, removed = told if isinstance(told, list) and len(told) == 2 else (0, 0)
    return _whole(added), _whole(removed)


def _whole(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= _MOST else 0
