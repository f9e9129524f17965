from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from grader.core.limits import MIB
from grader.sandbox import tree_memory
from grader.sandbox.tree_memory import TreeMemory

_SHARE = """
import os, sys, time
held = bytearray(os.urandom(1 << 20)) * 100
for _ in range(30):
    if os.fork() == 0:
        {child}
        time.sleep(60)
    time.sleep(0.02)
print("there", flush=True)
time.sleep(60)
"""


@pytest.fixture
def family() -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start a process of 100 MiB that forks thirty children one after the other; each first does what is said."""
    started = []

    def start(child: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", _SHARE.format(child=child)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        subprocess.run(["/bin/kill", "-KILL", "--", f"-{process.pid}"], check=False)
        process.communicate()


@pytest.mark.parametrize("moment", [0.0, 0.1], ids=["a machine that reads one at a time", "this machine"])
def test_what_many_share_counts_once_however_slowly_they_are_read(
    family: Callable[[str], subprocess.Popen[str]], moment: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_memory, "_MOMENT", moment)
    process = family("pass")
    memory = TreeMemory(process.pid, 200 * MIB)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        memory.look()
        time.sleep(0.02)
    assert 100 * MIB <= memory.peak < 180 * MIB  # each has a few pages of its own


def test_what_each_of_many_holds_for_itself_counts_however_slowly_they_are_read(
    family: Callable[[str], subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_memory, "_MOMENT", 0.0)
    process = family("own = bytearray(os.urandom(1 << 20)) * 10")
    memory = TreeMemory(process.pid, 300 * MIB)
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    for _ in range(40):
        memory.look()
    assert memory.peak > 380 * MIB
