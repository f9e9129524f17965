"""Self-check on other systems than Linux, as far as that can be seen on Linux: with what they lack taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat


def _grader(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).with_name("elsewhere.py")), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_command_that_needs_linux_says_so(tmp_path: Path) -> None:
    done = _grader("grade-all", folder=tmp_path)
    said = "grader: this machine cannot grade: that needs Linux (self-check, starter and hook do not)\n"
    assert (done.returncode, done.stderr) == (3, said)


def test_self_check_runs_a_notebook_without_what_only_linux_has(tmp_path: Path) -> None:
    repository = tmp_path / "ours"
    repository.mkdir()
    cells = [nbformat.v4.new_code_cell(text) for text in ("import numpy as np", "print(np.arange(4).sum())", "1 / 0")]
    (repository / "work.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    git = ["git", "-C", str(repository), "-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Our work"]):
        subprocess.run([*git, *command], check=True)
    done = _grader("self-check", "--data", "digits28", folder=repository)
    said = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (1, "")
    assert "a cell of the notebook ended with an error at cell 3: ZeroDivisionError" in said
    assert "2 of 3 code cells finished" in said
    assert "it ran without a sandbox" in said
