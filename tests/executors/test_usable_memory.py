from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from grader.executors.usable_memory import usable_memory

_GB = 10**9


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=16 * _GB))


def _limit(groups: Path, path: str, text: str) -> None:
    file = groups / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text}\n", encoding="ascii")


def test_where_nothing_says_less_it_is_the_machines(tmp_path: Path) -> None:
    _limit(tmp_path, "memory.max", "max")
    _limit(tmp_path, "memory/memory.limit_in_bytes", str(2**63 - 4096))  # how version 1 says that there is none
    assert usable_memory(tmp_path, "4:memory:/\n0::/\n") == usable_memory(tmp_path / "none", "0::/\n") == 16 * _GB


@pytest.mark.parametrize(
    ("own", "stated"),
    [
        ("0::/\n", "memory.max"),  # a container that begins at its own group
        ("0::/jobs/7/step\n", "jobs/7/memory.max"),  # a batch system limits the job, and this is a step of it
        ("9:cpu:/\n4:memory:/jobs/7\n0::/\n", "memory/jobs/7/memory.limit_in_bytes"),
        ("5:cpu,memory:/docker/3f2a\n", "memory/memory.limit_in_bytes"),  # the path is the host's, the files are the container's
    ],
)
def test_the_least_of_its_control_groups_holds(own: str, stated: str, tmp_path: Path) -> None:
    _limit(tmp_path, stated, str(8 * _GB))
    assert usable_memory(tmp_path, own) == 8 * _GB


def test_of_several_groups_the_narrowest_holds_and_others_do_not(tmp_path: Path) -> None:
    _limit(tmp_path, "a/memory.max", str(3 * _GB))
    _limit(tmp_path, "a/b/memory.max", str(5 * _GB))
    _limit(tmp_path, "c/memory.max", str(1 * _GB))
    assert usable_memory(tmp_path, "0::/a/b\n") == 3 * _GB
