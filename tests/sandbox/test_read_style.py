from __future__ import annotations

from grader.core.style_facts import StyleFacts, Violation
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.read_style import read_style
from grader.sandbox.server_process import ServerPlan


def test_the_style_checker_runs_behind_the_wall_too() -> None:
    body = b'{"cells": [{"cell_type": "code", "source": "x=1\\ny = 2"}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'
    with ForkServer(ServerPlan(walled=find_bubblewrap() is not None), name="bare") as sandbox:
        found = read_style(sandbox, "a.ipynb", body)
        assert read_style(sandbox, "b.ipynb", b"[]") is None
    assert found == StyleFacts(2, (Violation("E225", 1, "cell 1, line 1: Missing whitespace around operator"),))
