from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.intake.git import Fetched, fetch
from grader.intake.git_limits import GitLimits

_BUILDER = Path(__file__).with_name("git_repository.py")


@pytest.fixture
def new_repository(tmp_path: Path) -> Callable[..., Any]:
    """Return a function that makes a fresh Git repository below the test's own folder."""
    spec = importlib.util.spec_from_file_location("tests_intake_git_repository", _BUILDER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return lambda name="repository": module.GitRepository(tmp_path / name)


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Fetched]:
    """Return a function that fetches a repository, with the deadline that all these tests share."""

    def run(repository: Any, name: str = "into", **limits: Any) -> Fetched:
        into = tmp_path / name
        into.mkdir()
        deadline = datetime.fromisoformat("2027-01-08T23:59:00+08:00")
        return fetch(str(repository.folder), into, deadline=deadline, limits=GitLimits(**limits))

    return run
