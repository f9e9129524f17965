"""Pushes to a server's repositories, with real hooks, real Git, the real sandbox and a real notebook."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from grader.core.evidence import Evidence, RunStatus
from grader.course import open_course
from grader.gradebook.store import Store

pytestmark = pytest.mark.slow
HOOK = "#!/bin/sh\n: > {course}/.grader/pokes/{group}\n"  # as README.md has it


@pytest.fixture
def pushing(new_sample_course: Any, pushing_course: Callable[..., Any]) -> Any:
    folder, _ = new_sample_course("cell-error")
    pushing = pushing_course(folder, "cell-error", HOOK)
    opened = open_course(folder)
    heldout, training = opened.heldout().sha256, opened.training().sha256
    with Store.open(folder) as store:  # what other tests measure, and takes a minute
        for name, correct in {"constant": 10, "linear": 80, "cnn": 95}.items():
            store.put_yardstick(heldout, training, name, correct=correct, samples=100)
    return pushing


def commits(course: Path) -> list[str]:
    with closing(sqlite3.connect(course / ".grader" / "grader.db")) as database:
        return [row[0] for row in database.execute("SELECT commit_sha FROM evidence ORDER BY measured_at")]


def _own_seconds(evidence: Evidence) -> float:
    """Return what the notebook and its model took themselves, of which a slow machine makes more."""
    return evidence.execution.seconds + sum(one.seconds for one in evidence.evaluations)


def test_a_push_is_graded_at_once_and_ten_in_a_burst_end_in_one_graded_commit(
    pushing: Any, watching: Any, sandbox_options: tuple[str, ...], until: Any, rows: Any
) -> None:
    course, group = pushing.course, "cell-error"
    watch = watching("-C", course, "--every", "600", *sandbox_options)
    until(lambda: pushing.graded_commit(group), 240)
    first = pushing.graded_commit(group)

    pushed = pushing.push(group, "one more line")
    took = until(lambda: pushing.graded_commit(group) == pushed, 120)
    evidence = pushing.evidence(group)
    assert evidence.execution.status is RunStatus.CELL_ERROR
    assert took < 10 + _own_seconds(evidence)
    until(lambda: watch.said("CELL_ERROR"))

    burst = [pushing.push(group, f"push {number}") for number in range(10)]
    until(lambda: pushing.graded_commit(group) == burst[-1], 120)
    time.sleep(3)
    assert commits(course) == [first, pushed, burst[-1]]
    until(lambda: rows(course)["s0001"]["commit"] == burst[-1])
    assert watch.end(signal.SIGTERM) == 0
