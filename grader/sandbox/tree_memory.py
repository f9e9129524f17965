"""How much memory a process and all its descendants use, shared pages counted once (PSS)."""

from __future__ import annotations

import os
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def tree_memory(root: int) -> int:
    """Return bytes of the tree under the process `root`; a process that hides its PSS is counted by its RSS."""
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        try:
            total += _pss(process)
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    return total


def _pss(process: int) -> int:
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as stream:  # noqa: PTH123 - read five times a second
            for line in stream:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except PermissionError:
        resident = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
        return int(resident) * _PAGE
    return 0
