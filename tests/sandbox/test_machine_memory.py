"""A machine without memory, played by a control group around the sandbox that is smaller than the run's own limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import MIB, Limits
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.cgroup import Cgroup, Cgroups, find_cgroups
from grader.sandbox.execution import NotebookRun, run_notebook
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Outcome
from grader.sandbox.machine_memory import lost_its_kernel, machine_kills
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.tree_of import tree_of

_LIMITS = Limits(seconds=30, memory_bytes=2000 * MIB, disk_bytes=8 * MIB)
_TAKES = "held = []\nfor _ in range(30):\n    held.append(bytearray(b'x') * (20 << 20))\nprint('done')"
_ROOM = 300 * MIB


class Tight:
    """A group with room for less than a run may take; version 1 and 2 name things differently."""

    def __init__(self, cgroups: Cgroups) -> None:
        self.version, self.folder = cgroups.version, cgroups.memory / f"tight-{time.monotonic_ns()}"
        self.folder.mkdir()
        self.limit(_ROOM)
        self.inner = Cgroups(self.version, self.folder, None)
        if self.version == 2:
            (self.folder / "cgroup.subtree_control").write_text("+memory", encoding="ascii")
            (self.folder / "rest").mkdir()

    def limit(self, size: int) -> None:
        """Bound what is in it."""
        (self.folder / ("memory.max" if self.version == 2 else "memory.limit_in_bytes")).write_text(str(size), encoding="ascii")

    def hold(self, process: psutil.Process) -> None:
        """Put a process and what it has started into it."""
        place = self.folder / "rest" if self.version == 2 else self.folder
        for one in (process, *process.children(recursive=True)):
            (place / "cgroup.procs").write_text(str(one.pid), encoding="ascii")

    def remove(self) -> None:
        """Remove it once what was in it has ended."""
        Cgroup(self.version, [self.folder / "rest", self.folder]).remove()


@pytest.fixture
def tight() -> Iterator[Tight]:
    cgroups = find_cgroups()
    if cgroups is None or find_bubblewrap() is None:
        pytest.skip("needs bubblewrap, and control groups that it may make")
    group = Tight(cgroups)
    yield group
    group.remove()


@pytest.fixture
def starving(tight: Tight, notebook: Callable[..., bytes]) -> Iterator[Callable[..., NotebookRun]]:
    """Return a function that runs a notebook in a sandbox that stands in the tight group."""
    with ForkServer(ServerPlan(), name="fork-server") as sandbox:

        def run(source: str, *, own_groups: bool, **limits: Any) -> NotebookRun:
            sandbox.cgroups = tight.inner if own_groups else None
            sandbox.start()
            assert sandbox._server is not None
            sandbox._server.ready()
            tight.hold(psutil.Process(sandbox._server.process.pid))
            tree = tree_of({"work.ipynb": notebook([source])})
            return run_notebook(sandbox, "work.ipynb", tree, replace(_LIMITS, **limits), seed=1)

        yield run


@pytest.mark.parametrize("own_groups", [True, False], ids=["a group for each run", "none"])
def test_a_full_machine_is_not_the_groups_fault(starving: Callable[..., NotebookRun], own_groups: bool) -> None:
    with pytest.raises(MachineError, match="had no memory left"):
        starving(_TAKES, own_groups=own_groups)


def test_a_run_that_the_machine_killed_is_repeated(starving: Callable[..., NotebookRun], tight: Tight) -> None:
    before = machine_kills()

    def make_room() -> None:
        while machine_kills() == before:
            time.sleep(0.01)
        tight.limit(4000 * MIB)

    relief = threading.Thread(target=make_room)
    relief.start()
    assert starving(_TAKES, own_groups=False).execution.status == "OK"
    relief.join()


def test_whoever_takes_more_than_a_run_may_has_done_it_himself(starving: Callable[..., NotebookRun], tight: Tight) -> None:
    tight.limit(4000 * MIB)
    assert starving(_TAKES, own_groups=True, memory_bytes=250 * MIB).execution.status == "MEMORY"


def test_a_kernel_that_ends_itself_has_done_it_itself(starving: Callable[..., NotebookRun]) -> None:
    assert starving("import os\nos.kill(os.getpid(), 9)", own_groups=False).execution.status == "KERNEL_DIED"


@pytest.mark.parametrize(
    ("document", "lost"),
    [
        ({"status": "KERNEL_DIED"}, True),
        ({"status": "OK", "cells": {"task1": {"status": "KERNEL_DIED"}}}, True),
        ({"status": "CELL_ERROR", "cells": [{"status": "CELL_ERROR"}]}, False),
        ({"events": [{"event": "answered", "status": "KERNEL_DIED"}]}, True),
        ({"status": "OK", "cells": "KERNEL_DIED", "events": [3, {"status": ["KERNEL_DIED"]}]}, False),
        ({}, False),
    ],
)
def test_a_run_says_whether_its_kernel_is_gone(document: dict[str, Any], lost: bool) -> None:
    assert lost_its_kernel(Outcome(RunStatus.OK, document)) is lost


def test_a_machine_that_does_not_count_has_killed_nothing(tmp_path: Path) -> None:
    (tmp_path / "vmstat").write_text("nr_free_pages 17\noom_kill 4\npgfault 12\n", encoding="ascii")
    assert machine_kills(tmp_path / "vmstat") == 4
    (tmp_path / "vmstat").write_text("nr_free_pages 17\n", encoding="ascii")
    assert machine_kills(tmp_path / "vmstat") == 0
    assert machine_kills(tmp_path / "nowhere") == 0
