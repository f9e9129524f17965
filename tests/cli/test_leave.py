"""A command that ends its process brings out all that it printed, and its status; in a process of others it only ends itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_a_process_of_its_own_says_and_answers_what_the_command_does(measured: Path, grader: Any, grader_process: Any) -> None:
    first = grader("regrade", "-C", measured)
    here = grader("regrade", "-C", measured)
    there = grader_process("regrade", "-C", measured)
    assert first.status == here.status == there.status == 1
    assert there.out.split() == here.out.split()  # as wide as each one's terminal
    said = [
        grader_process("regrade", "-C", measured, "--diff", "--format", "json"),
        grader("regrade", "-C", measured, "--diff", "--format", "json"),
    ]
    assert said[0].out == said[1].out
    assert said[0].out.startswith("{")
