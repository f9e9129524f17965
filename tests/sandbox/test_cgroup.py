from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.core.limits import MIB, Limits
from grader.sandbox.cgroup import Cgroup, Cgroups, find_cgroups
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.server_process import ServerPlan

LIMITS = Limits(memory_bytes=100 * MIB, disk_bytes=20 * MIB, processes=50)


def hierarchy(root: Path, *folders: str) -> None:
    for folder in folders:
        (root / folder).mkdir(parents=True)
        (root / folder / "cgroup.procs").write_text("", encoding="ascii")


def test_version_1_is_found_by_its_memory_controller(tmp_path: Path) -> None:
    hierarchy(tmp_path, "memory/us", "pids/us")
    found = find_cgroups(tmp_path, "4:memory:/us\n3:pids:/us\n0::/\n")
    assert found == Cgroups(1, tmp_path / "memory/us", tmp_path / "pids/us", found._numbers if found else None)


def test_version_2_moves_us_to_a_leaf_and_hands_its_controllers_down(tmp_path: Path) -> None:
    hierarchy(tmp_path, "us")
    (tmp_path / "us" / "cgroup.controllers").write_text("cpu memory pids", encoding="ascii")
    (tmp_path / "us" / "cgroup.procs").write_text("17", encoding="ascii")
    found = find_cgroups(tmp_path, "0::/us\n")
    assert found is not None
    assert found.version == 2
    assert (tmp_path / "us" / "grader" / "cgroup.procs").read_text(encoding="ascii") == "17"
    assert (tmp_path / "us" / "cgroup.subtree_control").read_text(encoding="ascii") == "+memory +pids"


@pytest.mark.parametrize("own", ["", "0::/elsewhere\n", "4:memory:/elsewhere\n"])
def test_what_may_not_be_written_is_not_used(tmp_path: Path, own: str) -> None:
    assert find_cgroups(tmp_path, own) is None


def test_a_version_2_run_has_a_bound_on_memory_swap_and_processes(tmp_path: Path) -> None:
    group = Cgroups(2, tmp_path, tmp_path).make(LIMITS)
    assert group is not None
    written = {path.name: path.read_text(encoding="ascii") for path in group.folders[0].iterdir()}
    assert written == {"memory.max": str(120 * MIB), "memory.swap.max": "0", "pids.max": "66"}


WHOSE_MEMORY = pytest.mark.parametrize(
    ("reached", "killed", "seen"),
    [(0, 0, (False, False)), (7, 0, (False, False)), (7, 1, (True, False)), (0, 1, (False, True))],
    ids=["nothing happened", "at the limit, and there was room to make", "its own limit", "the machine's"],
)


@WHOSE_MEMORY
def test_a_killing_by_the_kernel_is_seen(tmp_path: Path, reached: int, killed: int, seen: tuple[bool, bool]) -> None:
    group = Cgroups(2, tmp_path, tmp_path).make(LIMITS)
    assert group is not None
    (group.folders[0] / "memory.events").write_text(f"low 0\nmax {reached}\noom 3\noom_kill {killed}\n", encoding="ascii")
    assert (group.out_of_memory(), group.starved()) == seen


@WHOSE_MEMORY
def test_a_killing_by_the_kernel_is_seen_in_version_1(tmp_path: Path, reached: int, killed: int, seen: tuple[bool, bool]) -> None:
    hierarchy(tmp_path, "memory")
    group = Cgroup(1, [tmp_path / "memory"])
    (tmp_path / "memory" / "memory.failcnt").write_text(f"{reached}\n", encoding="ascii")
    control = f"oom_kill_disable 0\nunder_oom 0\noom_kill {killed}\n"
    (tmp_path / "memory" / "memory.oom_control").write_text(control, encoding="ascii")
    assert (group.out_of_memory(), group.starved()) == seen


@pytest.mark.parametrize("kind", ["memory", "memory.memsw"])
@pytest.mark.parametrize(("most", "seen"), [(120 * MIB, (True, False)), (119 * MIB, (False, True))])
def test_a_group_of_version_1_that_counts_no_failure_is_known_by_the_most_that_it_used(
    tmp_path: Path, kind: str, most: int, seen: tuple[bool, bool]
) -> None:
    files = {
        "memory.failcnt": "0\n",
        "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
        f"{kind}.max_usage_in_bytes": f"{most}\n",
        f"{kind}.limit_in_bytes": f"{120 * MIB}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    group = Cgroup(1, [tmp_path])
    assert (group.out_of_memory(), group.starved()) == seen


def test_two_sandboxes_of_one_process_never_give_two_runs_one_group() -> None:
    if find_cgroups() is None:
        pytest.skip("this machine lets nobody make control groups here")
    sandboxes = [ForkServer(ServerPlan(), name=name) for name in ("fork-server", "bubblewrap")]
    groups = [sandbox.cgroups.make(LIMITS) for sandbox in sandboxes if sandbox.cgroups]
    assert None not in groups
    assert groups[0] != groups[1]
    for group in groups:
        group.remove()


def test_on_this_machine_a_group_holds_what_it_says() -> None:
    """Where a group can be made, a process in it that outgrows it is killed; where none can, there is none to use."""
    found = find_cgroups()
    if found is None:
        assert not os.access("/sys/fs/cgroup/memory/cgroup.procs", os.W_OK) or os.geteuid() != 0
        return
    group = found.make(LIMITS)
    assert group is not None
    hog = subprocess.Popen([sys.executable, "-c", "input(); x = bytearray(400 << 20); print(len(x))"], stdin=subprocess.PIPE)
    assert group.add(hog.pid)
    hog.communicate(b"\n", timeout=60)
    assert hog.returncode == -9
    assert group.out_of_memory()
    group.remove()
    assert not any(folder.exists() for folder in group.folders)
