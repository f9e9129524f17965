"""Uses up what a run may use; for the questions a sandbox must answer, and for the benchmarks."""

from __future__ import annotations

import os
import time
from typing import Any


def run(parameters: dict[str, Any], inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Use up 'memory' (in forty processes, so that no limit of a single one catches it) or 'time'."""
    del inputs, project
    if parameters["how"] == "time":
        while True:
            time.sleep(60)
    share = int(parameters["bytes"]) // 40
    for _ in range(40):
        if os.fork() == 0:
            held = bytearray(os.urandom(4096)) * (share // 4096)
            time.sleep(60)
            os._exit(len(held) % 2)
    time.sleep(60)
    return {}, {}
