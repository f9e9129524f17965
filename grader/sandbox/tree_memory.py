"""What a process and its descendants use: memory, shared pages counted once (PSS), and how long they waited for a processor."""

from __future__ import annotations

import os
import time

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_GROWTH = 1.1
_MOMENT = 0.1  # seconds
_PATIENCE = 5  # reading a whole tree takes at most one part in so many of the time


class TreeMemory:
    """Looks at the tree under `root` again and again, as cheaply as it can.

    PSS is what counts, but reading it walks every page of a process. Resident memory is never less than PSS and costs
    almost nothing, so PSS is read only when resident memory has grown by a tenth, or would break the limit.

    Only processes read right after each other add up: one that was alone when it was read holds all of what it has shared
    since. Among hundreds of processes a look therefore reads a few, for a hint, and all of them where the hint is over the limit.
    """

    def __init__(self, root: int, limit: int) -> None:
        self.root, self.limit, self.peak = root, limit, 0
        self._looked_at = 0
        self._known: dict[int, int] = {}
        self._read_at: dict[int, float] = {}
        self._whole_again = 0.0

    def look(self) -> int:
        """Return the highest number of bytes seen so far."""
        processes = processes_below(self.root)
        resident = sum(_resident(process) for process in processes)
        if resident > self.limit or resident > self._looked_at * _GROWTH:
            self._looked_at = resident
            whole = self._read(processes, _MOMENT)
            if not whole and (sum(self._known.values()) > self.limit or time.monotonic() > self._whole_again):
                whole = self._read(processes)
            if whole:
                self.peak = max(self.peak, sum(self._known.values()))
        return self.peak

    def _read(self, processes: list[int], seconds: float = float("inf")) -> bool:
        """Read the PSS of each process, those not read for longest first; False when the time was over before the last."""
        began = time.monotonic()
        self._known = {process: self._known[process] for process in self._known if process in set(processes)}
        waiting = sorted(processes, key=lambda one: self._read_at.get(one, 0.0))
        while waiting:
            process = waiting.pop(0)
            self._known[process] = _proportional(process)
            self._read_at[process] = now = time.monotonic()
            if waiting and now > began + seconds:
                return False
        self._whole_again = time.monotonic() + _PATIENCE * (time.monotonic() - began)
        return True


def processes_below(root: int) -> list[int]:
    """Return the process and all its descendants."""
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        for task in _tasks(process):
            waiting += map(int, _read(f"/proc/{process}/task/{task}/children").split())
    return found


def longest_wait(root: int) -> float:
    """Return for how many seconds the thread of a process tree that waited longest was ready to run, and no processor was free.

    0 where the kernel does not say. Source: Documentation/scheduler/sched-stats.rst of the Linux kernel.
    """
    told = (_read(f"/proc/{one}/task/{task}/schedstat").split() for one in processes_below(root) for task in _tasks(one))
    return max((int(fields[1]) / 1e9 for fields in told if len(fields) > 1), default=0.0)


def _tasks(process: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{process}/task")  # noqa: PTH208 - several times a second: pathlib takes three times as long
    except (FileNotFoundError, ProcessLookupError):
        return []


def _read(path: str) -> bytes:
    """Return a file of /proc, nothing where its process has ended meanwhile."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - likewise
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _resident(process: int) -> int:
    fields = _read(f"/proc/{process}/statm").split()
    return int(fields[1]) * _PAGE if fields else 0


def _proportional(process: int) -> int:
    """Return the PSS of a process; one that hides it is counted by its resident memory, which is never less."""
    try:
        for line in _read(f"/proc/{process}/smaps_rollup").splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    except PermissionError:
        return _resident(process)
    return 0
