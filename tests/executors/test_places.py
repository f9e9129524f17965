from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from grader.executors.places import places

_GB = 10**9


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=16 * _GB))


@pytest.mark.parametrize(("memory", "expected"), [(1 * _GB, 8), (4 * _GB, 4), (9 * _GB, 1), (64 * _GB, 1)])
def test_no_more_run_at_once_than_there_are_cores_and_than_memory_holds(memory: int, expected: int, tmp_path: Path) -> None:
    assert places(memory, tmp_path / "none") == expected


@pytest.mark.parametrize(("text", "expected"), [("8000000000\n", 2), ("max\n", 4), ("64000000000\n", 4)])
def test_a_container_may_have_less_than_its_machine(text: str, expected: int, tmp_path: Path) -> None:
    for stated in ("memory.max", "memory/memory.limit_in_bytes"):  # as the machine of the test has version 1 or 2
        (tmp_path / stated).parent.mkdir(exist_ok=True)
        (tmp_path / stated).write_text(text)
    assert places(4 * _GB, tmp_path) == expected
