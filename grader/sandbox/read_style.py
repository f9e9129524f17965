"""Check the style of a submitted notebook in a sandbox, and take over what is told of it, trusting none of it."""

from __future__ import annotations

import re
from typing import Any

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import MIB, Limits
from grader.core.show import show
from grader.core.style_facts import StyleFacts, Violation
from grader.sandbox.job import Job, Sandbox
from grader.sandbox.own_pace import run_at_own_pace

_LIMITS = Limits(seconds=60, memory_bytes=1024 * MIB, disk_bytes=64 * MIB)
_CODE = re.compile(r"[EW]\d{3}", re.ASCII)
_MOST = 10_000_000


def read_style(sandbox: Sandbox, path: str, body: bytes) -> StyleFacts | None:
    """Return what ruff's pycodestyle rules say of the notebook `body`; None where it could not be checked.

    That is the case for a notebook that ends the checker or its minute. Raises MachineError where the sandbox fails.
    """
    outcome = run_at_own_pace(sandbox, Job("style", inputs={"notebook": body}, limits=_LIMITS, name=path))
    if outcome.status is RunStatus.INTERNAL_ERROR:
        raise MachineError(f"the style of {show(path, 80)} could not be checked: {outcome.message}")
    if outcome.status is not RunStatus.OK:
        return None
    told = outcome.document.get("violations")
    found = [_violation(one) for one in told[:100] if isinstance(one, dict)] if isinstance(told, list) else []
    return StyleFacts(_whole(outcome.document.get("lines")), tuple(one for one in found if _CODE.fullmatch(one.code)))


def _violation(told: dict[str, Any]) -> Violation:
    return Violation(str(told.get("code")), _whole(told.get("count")), show(told.get("first", ""), 200))


def _whole(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= _MOST else 0
