"""How many runs this machine has room for at once."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

_CONTAINER = Path("/sys/fs/cgroup/memory.max")  # what the container may take that this runs in, if any


def places(memory_bytes: int, container: Path = _CONTAINER) -> int:
    """Return one a core, but no more than fit into memory when each run takes all of the `memory_bytes` it may; at least one."""
    return max(1, min(cores(), _memory(container) // memory_bytes))


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory(container: Path) -> int:
    total = int(psutil.virtual_memory().total)
    try:
        return min(total, int(container.read_text(encoding="ascii")))
    except (OSError, ValueError):  # not there, or 'max'
        return total
