"""How many runs this machine has room for at once."""

from __future__ import annotations

import os
from pathlib import Path

from grader.executors.usable_memory import GROUPS, usable_memory


def places(memory_bytes: int, groups: Path = GROUPS) -> int:
    """Return one a core, but no more than fit into memory when each run takes all of the `memory_bytes` it may; at least one."""
    return max(1, min(cores(), usable_memory(groups) // memory_bytes))


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
