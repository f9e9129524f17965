"""One run in a process of its own, for systems that cannot fork a warm one: python alone.py REQUEST.json.

There is no wall: it is for a group's own code on its own machine. The request says where everything lies; frames go to
what was the standard output, and what the program itself prints goes nowhere. A run that crashes ends with the codes of serve.py.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from frames import Frames
from run_program import prepare_home, reseed, run_program, unpack


def main() -> int:
    """Prepare, run, report; return the exit status."""
    request: dict[str, Any] = json.loads(Path(sys.argv[1]).read_bytes())
    frames = Frames(os.dup(1))
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    work = request["work"]
    prepare_home(work, request["configuration"])
    project = str(Path(work, "project"))
    unpack(request["tree"], project)
    reseed(int(request["seed"]))
    program = importlib.import_module(request["program"])
    try:
        run_program(program, request, request["inputs"], frames, project)
    except MemoryError:
        return 72
    except Exception as error:  # noqa: BLE001 - reported to the host as the reason of this run's end
        frames.event(event="crashed", why=f"{type(error).__name__}: {error}"[:500])
    return 0


if __name__ == "__main__":
    sys.exit(main())
