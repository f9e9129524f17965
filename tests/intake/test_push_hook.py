"""The hook before a push, in real repositories and by real pushes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.intake.push_hook import install_push_hook, remove_push_hook
from grader.intake.starter import Starter, write_starter

Git = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    write_starter(tmp_path / "our work", Starter(data="digits28"))
    for command in (
        ["init", "-q", "--bare", "server.git"], ["init", "-q", "-b", "main", "our work"],
        ["-C", "our work", "remote", "add", "origin", str(tmp_path / "server.git")],
    ):  # fmt: skip
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path / "our work"


@pytest.fixture
def git(work: Path) -> Git:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org", *arguments]
        variables = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1", "COLUMNS": "200"}
        return subprocess.run(command, cwd=work, env=variables, capture_output=True, text=True, check=False)

    return run


def test_it_is_put_where_git_looks_and_taken_away_again(work: Path, grader: Any) -> None:
    assert grader("hook", "install", work).status == 0
    hook = work / ".git" / "hooks" / "pre-push"
    assert os.access(hook, os.X_OK)
    assert grader("hook", "install", work, "--block").status == 0  # over our own
    assert "is removed" in grader("hook", "remove", work).out
    assert not hook.exists()
    assert "no hook" in grader("hook", "remove", work).out


def test_a_folder_of_hooks_elsewhere_is_found(work: Path, git: Git) -> None:
    git("config", "core.hooksPath", "../hooks")
    (work / "notes").mkdir()
    assert install_push_hook(work / "notes").resolve() == work.parent / "hooks" / "pre-push"


def test_somebody_elses_hook_stays(work: Path) -> None:
    hook = work / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    for change in (install_push_hook, remove_push_hook):
        with pytest.raises(InputError, match="another hook"):
            change(work)
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_outside_a_repository_there_is_nothing_to_hook(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Git repository"):
        install_push_hook(tmp_path)


def test_a_grader_that_is_gone_stops_no_push(work: Path, git: Git) -> None:
    hook = install_push_hook(work, blocks=True)
    lines = hook.read_text(encoding="utf-8").splitlines(keepends=True)
    hook.write_text("".join("python=/nowhere\n" if line.startswith("python=") else line for line in lines))
    git("add", "-A")
    git("commit", "-qm", "Start")
    pushed = git("push", "-q", "origin", "main")
    assert pushed.returncode == 0
    assert "no longer installed at /nowhere" in pushed.stderr


@pytest.mark.slow
def test_a_push_says_what_is_missing_and_goes_on_unless_it_is_to_be_stopped(work: Path, git: Git) -> None:
    git("add", "-A")
    git("commit", "-qm", "Start")
    install_push_hook(work, blocks=True)
    stopped = git("push", "-q", "origin", "main")
    assert stopped.returncode != 0
    assert "missing: training, prediction, specification, model" in stopped.stderr
    assert "Nothing was pushed" in stopped.stderr
    assert git("ls-remote", "origin").stdout == ""
    install_push_hook(work)
    pushed = git("push", "-q", "origin", "main")
    assert (pushed.returncode, "The push goes on" in pushed.stderr) == (0, True)
    assert "refs/heads/main" in git("ls-remote", "origin").stdout
