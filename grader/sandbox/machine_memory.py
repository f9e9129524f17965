"""A machine without memory: its kernel kills a process, of a run before all others, and no group may pay for that.

A run with a control group or a container of its own knows by it what was killed in it and why. One without goes by the number
of processes that the whole machine has killed so, and only where what ran the notebook is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.core.evidence import RunStatus
from grader.sandbox.job import Outcome

STARVED = "this machine, or the container that the grader runs in, had no memory left: its kernel killed a process of the run"
_VMSTAT = Path("/proc/vmstat")


def machine_kills(path: Path = _VMSTAT) -> int:
    """Return how many processes this machine's kernel has killed for want of memory since it started; 0 where it does not say."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)


def lost_its_kernel(outcome: Outcome) -> bool:
    """Say whether the run, or what ran its cells, ended without having been told to, by what it reports itself."""
    document = outcome.document
    told = [document, *_records(document.get("cells")), *_records(document.get("events"))]
    return outcome.status is RunStatus.KERNEL_DIED or any(one.get("status") == RunStatus.KERNEL_DIED for one in told)


def _records(value: Any) -> Iterable[dict[str, Any]]:
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in values if isinstance(one, dict)]
