"""Run a command and measure what it and every process it started used.

    python measured.py RESULT.json COMMAND …

The supervising process adopts orphans (Linux's child subreaper), waits for them too, and then reads RUSAGE_CHILDREN: the
user and system time of the whole tree. The kernel adds a process's time to its parent's when the parent waits for it; what
is killed together with its PID namespace is waited for by nobody, so graded.py ends its server gently before it stops.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SET_CHILD_SUBREAPER = 36
_LEFT_BEHIND_SECONDS = 60


@dataclass(frozen=True)
class Measured:
    """What a command used: CPU seconds of its whole tree, wall seconds, exit status, and the notes it left."""

    cpu: float
    wall: float
    status: int
    notes: Mapping[str, Any] = field(default_factory=dict)


def measured(command: Sequence[str], *, folder: Path, environment: Mapping[str, str], log: Path, name: str) -> Measured:
    """Run `command` in `folder`; what it prints goes to `log`/`name`.txt. $NOTES names a JSON file that it may leave.

    The exit status is reported, not judged. Raises subprocess.CalledProcessError when the supervising process fails.
    """
    log.mkdir(parents=True, exist_ok=True)
    result, notes = log / f"{name}.json", log / f"{name}.notes.json"
    notes.unlink(missing_ok=True)
    supervised = [sys.executable, str(Path(__file__).resolve()), str(result), *command]
    with (log / f"{name}.txt").open("wb") as printed:
        variables = {**environment, "NOTES": str(notes)}
        subprocess.run(supervised, cwd=folder, env=variables, stdout=printed, stderr=subprocess.STDOUT, check=True)
    used = json.loads(result.read_text(encoding="utf-8"))
    return Measured(**used, notes=json.loads(notes.read_text(encoding="utf-8")) if notes.exists() else {})


def supervise(result: Path, command: Sequence[str]) -> None:
    """Run the command, wait for everything it left behind, write CPU and wall seconds and the exit status to `result`."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this system has no child subreaper")
    started = time.monotonic()
    status = subprocess.run(command, check=False).returncode
    wall = time.monotonic() - started
    signal.alarm(_LEFT_BEHIND_SECONDS)  # a command that leaves something running for good cannot be measured: this ends us
    with contextlib.suppress(ChildProcessError):  # raised when nobody is left
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    document = {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "status": status}
    result.write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    supervise(Path(sys.argv[1]), sys.argv[2:])
