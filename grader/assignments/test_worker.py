"""The process in which a teacher's tests run: `python -P -m grader.assignments.test_worker IN OUT`.

It is the grader's own and trusted; the student's code is behind its wall, and every question goes there through the parent.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.assignments.channel import Channel, Ended
from grader.assignments.kernel import Kernel
from grader.assignments.outside_plugin import OutsidePlugin
from grader.core.errors import SubmissionError

_OPTIONS = (
    "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:faulthandler", "--capture=sys",
    "--strict-markers", "-o", "filterwarnings=ignore", "-c", os.devnull,
)  # fmt: skip


def main() -> None:
    """Run test files until the parent hangs up."""
    channel = Channel(int(sys.argv[1]), int(sys.argv[2]))
    while True:
        try:
            order, _ = channel.receive()
        except Ended:
            return
        channel.send({"done": True, **run_tests(Path(order["tests"]), order, channel)})


def run_tests(tests: Path, order: Mapping[str, Any], channel: Channel) -> dict[str, Any]:
    """Return how every test of the file ended, and what kept it from being read."""

    def ask(question: Mapping[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        channel.send({"ask": dict(question), "seconds": seconds}, body)
        answer, answered = channel.receive()
        if "refused" in answer:
            raise SubmissionError(str(answer["refused"]), str(answer["status"]))
        return answer["answer"], answered

    plugin = OutsidePlugin(Kernel(ask, float(order["call_seconds"])), int(order["seed"]))
    before = set(sys.modules)
    code = pytest.main([*_OPTIONS, "--rootdir", str(tests.parent), "-o", f"pythonpath={tests.parent}", str(tests)], [plugin])
    for name in set(sys.modules) - before:  # the next student's run must find nothing that this one left
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tests.parent)):
            del sys.modules[name]
    return {"tests": plugin.tests, "broken": plugin.broken, "code": int(code)}


if __name__ == "__main__":
    main()
