"""How long a statement may run: CPU time counts, and the clock ends only what waits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
PROGRAM = """
import ast, json, sys, time
sys.path.insert(0, sys.argv[1])
import statements
statements._SECONDS = 0.3
work = statements.Statements(30)
def run(code):
    errors, began = work.errors, time.monotonic()
    work.run(ast.parse(code))
    return [work.errors - errors, time.monotonic() - began]
found = {
    "on a busy machine": run("import time; time.sleep(0.6); built = 1"),
    "endless": run("while True:\\n    try:\\n        while True: pass\\n    except KeyError: pass"),
    "waiting": run("time.sleep(60)"),
    "after": run("built += 1"),
}
found["kept"] = work.names.get("built")
work = statements.Statements(0.2)
found["no time left"] = run("while True: pass") and run("built = 2")
found["built"] = work.names.get("built")
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(INSIDE)], capture_output=True, text=True, check=True, timeout=100)
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document


def test_time_in_which_the_machine_did_something_else_does_not_count(found: dict[str, Any]) -> None:
    assert found["on a busy machine"][0] == 0
    assert found["kept"] == 2


def test_what_computes_or_waits_without_end_is_cut_off(found: dict[str, Any]) -> None:
    assert found["endless"][0] == 1
    assert found["waiting"][0] == 1
    assert 1 < found["waiting"][1] < 30


def test_when_all_the_time_is_used_nothing_more_runs(found: dict[str, Any]) -> None:
    assert found["built"] is None
