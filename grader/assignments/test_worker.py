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
from grader.assignments.kernel import Ask, Kernel
from grader.assignments.outside_plugin import OutsidePlugin
from grader.assignments.reference import Reference
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
        channel.send({"done": True, **run_tests([Path(path) for path in order["tests"]], order, channel)})


def run_tests(tests: list[Path], order: Mapping[str, Any], channel: Channel) -> dict[str, Any]:
    """Return how every test of the files ended, and what kept one from being read."""
    seconds, folder = float(order["call_seconds"]), tests[0].parent
    student, reference = Kernel(_asker(channel, reference=False), seconds), Reference(_asker(channel, reference=True), seconds)
    plugin = OutsidePlugin(student, reference, int(order["seed"]))
    before = set(sys.modules)
    options = [*_OPTIONS, "--rootdir", str(folder), "-o", f"pythonpath={folder}"]
    code = pytest.main([*options, *map(str, tests)], [plugin])
    for name in set(sys.modules) - before:  # the next student's run must find nothing that this one left
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]
    return {"tests": plugin.tests, "broken": plugin.broken, "code": int(code)}


def _asker(channel: Channel, *, reference: bool) -> Ask:
    """Return what asks one of the two notebooks through the parent."""

    def ask(question: Mapping[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        channel.send({"ask": dict(question), "seconds": seconds, "reference": reference}, body)
        answer, answered = channel.receive()
        if "refused" in answer:
            raise SubmissionError(str(answer["refused"]), str(answer["status"]))
        return answer["answer"], answered

    return ask


if __name__ == "__main__":
    main()
