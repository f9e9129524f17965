"""What a notebook left running must not change its files while they are read."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SECONDS = 5.0


def end_survivors(parameters: Mapping[str, Any]) -> None:
    """End every process of the run but this one, and wait until they are gone; without a wall do nothing.

    Behind the inner wall this is the first process of a namespace of its own. In a container the process that started this
    one is, which says so in `parameters`: the kernel spares both that and whoever asks.
    """
    if not (os.getpid() == 1 or (parameters.get("contained") and os.getppid() == 1)):
        return
    until = time.monotonic() + _SECONDS
    while True:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        if not any(map(alive, others())) or time.monotonic() > until:
            return
        time.sleep(0.01)


def others() -> list[Path]:
    """Return the processes of this namespace but the first and this one, as folders of /proc."""
    return [path for path in Path("/proc").glob("[0-9]*") if int(path.name) not in {1, os.getpid()}]


def alive(process: Path) -> bool:
    """Say whether a process still does something; one that has ended may wait to be reaped."""
    try:
        return (process / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False
