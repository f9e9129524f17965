"""How much memory this process may use: its machine's, or less where a container or a batch system says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

GROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def usable_memory(groups: Path = GROUPS, own: str | None = None) -> int:
    """Return the bytes: the least of the machine's memory and of the limits of every control group this process is in.

    `own` is the text of /proc/self/cgroup. In a container the groups often begin at its own, and `own` names a path that is
    not there: what lies above it is asked as well.
    Source: Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst of the Linux kernel.
    """
    text = own if own is not None else _read(_OWN)
    limits = (_read(file).strip() for line in text.splitlines() for file in _files(groups, line))
    return min([int(psutil.virtual_memory().total), *(int(limit) for limit in limits if limit.isdigit())])  # not 'max'


def _files(groups: Path, line: str) -> Iterator[Path]:
    """Yield where the group of a line of /proc/self/cgroup, and each above it, states its limit."""
    _, names, path = line.split(":", 2)
    if names and "memory" not in names.split(","):
        return
    root, name = (groups / "memory", "memory.limit_in_bytes") if names else (groups, "memory.max")
    folder = root / path.lstrip("/")
    yield from (above / name for above in (folder, *folder.parents) if above.is_relative_to(root))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:  # no such group, or no such system
        return ""
