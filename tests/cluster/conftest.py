"""The cluster of tests/executors, whose workers here get a sandbox."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_SPEC = importlib.util.spec_from_file_location("tests_dask_processes", Path(__file__).parents[1] / "executors" / "conftest.py")
assert _SPEC is not None
assert _SPEC.loader is not None
_THERE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_THERE)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Any]:
    made = _THERE.Processes(tmp_path)
    made.scheduler()
    yield made
    made.close()
