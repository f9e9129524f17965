"""A control group for each run, where this machine lets us make one: the hard bound on memory of every kind.

The watchdog sees what processes have mapped. What they hold in the kernel (sockets, pipes, memory files) only a control
group counts. Version 1 and 2 of the interface are used as found; where neither may be written, runs do without.
Source: Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst of the Linux kernel.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from grader.core.limits import Limits

_ROOT = Path("/sys/fs/cgroup")
_EMPTY_SECONDS = 2.0


@dataclass
class Cgroups:
    """Where runs get their groups: `memory` and `pids` are writable folders, the same one in version 2."""

    version: int
    memory: Path
    pids: Path | None
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def make(self, limits: Limits) -> Cgroup | None:
        """Make the group of one run, with its limits; None when the system refuses after all."""
        name = f"grader-{os.getpid()}-{next(self._numbers)}"
        folders = [self.memory / name] + ([self.pids / name] if self.pids and self.pids != self.memory else [])
        group = Cgroup(self.version, folders)
        try:
            for folder in folders:
                folder.mkdir()
            for folder, file, value in _settings(self.version, folders, limits):
                (folder / file).write_text(str(value), encoding="ascii")
        except OSError:
            group.remove()
            return None
        return group


@dataclass
class Cgroup:
    """One run's group."""

    version: int
    folders: list[Path]

    def add(self, process: int) -> bool:
        """Put a process, and all it will start, into the group; False when the system refuses."""
        try:
            for folder in self.folders:
                (folder / "cgroup.procs").write_text(str(process), encoding="ascii")
        except OSError:
            return False
        return True

    def out_of_memory(self) -> bool:
        """Say whether the kernel killed something in the group because the group was full."""
        return self._killed() and self._reached()

    def starved(self) -> bool:
        """Say whether it killed something in the group that had room, because the machine or what holds the group had none."""
        return self._killed() and not self._reached()

    def _killed(self) -> bool:
        return _count(self.folders[0] / ("memory.events" if self.version == 2 else "memory.oom_control"), "oom_kill") > 0

    def _reached(self) -> bool:
        """Say whether the group ever came to its limit."""
        if self.version == 2:
            return _count(self.folders[0] / "memory.events", "max") > 0
        return _came_to_its_limit(self.folders[0])

    def remove(self) -> None:
        """Remove the group once it is empty; what is left after a while is left to the system."""
        until = time.monotonic() + _EMPTY_SECONDS
        for folder in self.folders:
            while folder.is_dir():
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                if time.monotonic() > until:
                    break
                time.sleep(0.01)


@functools.cache
def own_cgroups() -> Cgroups | None:
    """Return where runs of this process get groups: one place for all of its sandboxes, so that no two groups share a name."""
    return find_cgroups()


def find_cgroups(root: Path = _ROOT, own: str | None = None) -> Cgroups | None:
    """Return where runs can get groups of their own, or None. `own` is the text of /proc/self/cgroup."""
    text = own if own is not None else _read(Path("/proc/self/cgroup"))
    places = {names: path for line in text.splitlines() for _, names, path in [line.split(":", 2)]}
    for names, path in places.items():
        if "memory" in names.split(","):
            memory = root / "memory" / path.lstrip("/")
            pids = next(
                (root / "pids" / other.lstrip("/") for listed, other in places.items() if "pids" in listed.split(",")), None
            )
            return Cgroups(1, memory, pids if pids and _writable(pids) else None) if _writable(memory) else None
    return _version_2(root / places[""].lstrip("/")) if "" in places else None


def _version_2(folder: Path) -> Cgroups | None:
    """Use the group we are in if it is delegated to us: its processes move to a leaf, so that it may have other children."""
    if not _writable(folder) or not {"memory", "pids"} <= set(_read(folder / "cgroup.controllers").split()):
        return None
    try:
        leaf = folder / "grader"
        leaf.mkdir(exist_ok=True)
        for process in _read(folder / "cgroup.procs").split():
            (leaf / "cgroup.procs").write_text(process, encoding="ascii")
        (folder / "cgroup.subtree_control").write_text("+memory +pids", encoding="ascii")
    except OSError:
        return None
    return Cgroups(2, folder, folder)


def _settings(version: int, folders: list[Path], limits: Limits) -> list[tuple[Path, str, int]]:
    # The run's files lie in memory too, so the group holds both; the watchdog bounds the processes' own part.
    room, pids = limits.memory_bytes + limits.disk_bytes, limits.processes + 16
    memory = folders[0]
    if version == 2:
        return [(memory, "memory.max", room), (memory, "memory.swap.max", 0), (memory, "pids.max", pids)]
    return [(memory, "memory.limit_in_bytes", room), *((folder, "pids.max", pids) for folder in folders[1:])]


def _came_to_its_limit(group: Path) -> bool:
    """Say whether a group of version 1 ever did, as inside/contained.py does: failures are not counted on every machine."""
    if _number(group / "memory.failcnt", 0) > 0:
        return True
    pairs = ((group / f"{kind}.max_usage_in_bytes", group / f"{kind}.limit_in_bytes") for kind in ("memory", "memory.memsw"))
    return any(_number(most, 0) >= _number(limit, sys.maxsize) for most, limit in pairs)


def _number(path: Path, otherwise: int) -> int:
    """Return what a file says that holds one number, `otherwise` where there is no such file."""
    text = _read(path).strip()
    return int(text) if text else otherwise


def _count(path: Path, name: str) -> int:
    """Return what a file of lines `name number` says of one name, 0 where it says nothing."""
    return next((int(count) for said, count in map(str.split, _read(path).splitlines()) if said == name), 0)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder / "cgroup.procs", os.W_OK) and os.access(folder, os.W_OK)
