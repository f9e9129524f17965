"""Feedback reaches a branch of its own; nothing of the group's is lost, and nothing of the group's is run."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError, MachineError, SubmissionError
from grader.intake.git_limits import GitLimits
from grader.intake.push_branch import push_branch

BRANCH = "grader-feedback"


def push(repository: Any, text: str = "# good\n", **more: Any) -> bool:
    address = str(getattr(repository, "folder", repository))
    return push_branch(address, {"FEEDBACK.md": text.encode()}, branch=BRANCH, message="Feedback", **more)


@pytest.fixture
def worked(new_repository: Any) -> Any:
    repository = new_repository()
    repository.write("a.txt")
    repository.commit()
    return repository


def test_the_branch_holds_the_files_and_nothing_else_changes(worked: Any) -> None:
    before = worked.git("rev-parse", "main")
    assert push(worked)
    assert worked.git("ls-tree", "-r", "--name-only", BRANCH) == "FEEDBACK.md"
    assert worked.git("show", f"{BRANCH}:FEEDBACK.md") == "# good"
    assert worked.git("log", "-1", "--format=%an %s", BRANCH) == "grader Feedback"
    assert worked.git("rev-parse", "main", "HEAD").split() == [before, before]
    assert worked.git("status", "--porcelain") == ""


def test_what_has_not_changed_is_not_pushed_again_and_history_stays(worked: Any) -> None:
    assert push(worked)
    first = worked.git("rev-parse", BRANCH)
    assert not push(worked)
    assert worked.git("rev-parse", BRANCH) == first
    assert push(worked, "# better\n")
    assert worked.git("rev-parse", f"{BRANCH}^") == first
    assert worked.git("rev-list", "--count", BRANCH) == "2"


def test_a_branch_of_that_name_that_the_group_made_keeps_its_commits(worked: Any) -> None:
    worked.git("branch", BRANCH)
    theirs = worked.git("rev-parse", BRANCH)
    assert push(worked)
    assert worked.git("rev-parse", f"{BRANCH}^") == theirs
    assert worked.git("fsck", "--strict") == ""


def test_a_bare_repository_and_an_http_server_take_it_as_well(
    worked: Any, tmp_path: Path, git_server: Any, git_server_handler: Any
) -> None:
    bare = tmp_path / "served" / "group.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(worked.folder), str(bare)], check=True)
    subprocess.run(["git", "-C", str(bare), "remote", "remove", "origin"], check=True)
    assert push(bare)
    subprocess.run(["git", "-C", str(bare), "config", "http.receivepack", "true"], check=True)
    address = git_server(bare.parent) + "/group.git"
    assert push(address, "# over http\n", allow=("https",))
    assert not push(address, "# over http\n", allow=("https",))
    shown = subprocess.run(["git", "-C", str(bare), "show", f"{BRANCH}:FEEDBACK.md"], capture_output=True, check=True)
    assert shown.stdout == b"# over http\n"


def test_a_repository_that_lets_nobody_write_is_the_groups_matter(worked: Any, tmp_path: Path, git_server: Any) -> None:
    bare = tmp_path / "served" / "group.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(worked.folder), str(bare)], check=True)
    with pytest.raises(SubmissionError, match="may read this repository but not write to it"):
        push(git_server(bare.parent) + "/group.git", allow=("https",))


def test_an_empty_repository_is_left_alone(new_repository: Any) -> None:
    repository = new_repository()
    with pytest.raises(SubmissionError, match="no commit yet"):
        push(repository)
    assert repository.git("for-each-ref") == ""


@pytest.mark.parametrize(
    "hook", ["pre-receive", "update", "post-receive", "post-update", "reference-transaction", "proc-receive"]
)
def test_no_hook_of_the_repository_runs(worked: Any, tmp_path: Path, hook: str) -> None:
    trap = tmp_path / "trap"
    script = worked.folder / ".git" / "hooks" / hook
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    assert push(worked)
    assert not trap.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("core.fsmonitor", "touch TRAP"),
        ("core.alternateRefsCommand", "touch TRAP"),
        ("core.sshCommand", "touch TRAP"),
        ("core.hooksPath", "/somewhere"),
        ("filter.x.smudge", "touch TRAP"),
        ("hook.x.command", "touch TRAP"),
        ("include.path", "/somewhere"),
        ("receive.procReceiveRefs", "refs/heads"),
        ("extensions.worktreeConfig", "true"),
        ("credential.helper", "!touch TRAP"),
    ],
)
def test_a_folder_whose_configuration_could_run_something_is_not_written_to(
    worked: Any, tmp_path: Path, name: str, value: str
) -> None:
    worked.git("config", name, value.replace("TRAP", str(tmp_path / "trap")))
    with pytest.raises(SubmissionError, match=f"'{name.lower()}', which could run|'{name}', which could run"):
        push(worked)
    assert not (tmp_path / "trap").exists()
    assert not (worked.folder / ".git" / "refs" / "heads" / BRANCH).exists()


def test_a_checked_out_branch_of_that_name_is_refused_and_not_overwritten(worked: Any) -> None:
    worked.git("checkout", "-q", "-b", BRANCH)
    worked.git("config", "receive.denyCurrentBranch", "updateInstead")
    with pytest.raises(SubmissionError, match="refuses the branch"):
        push(worked)
    assert worked.git("status", "--porcelain") == ""
    assert (worked.folder / "a.txt").exists()


def test_a_git_file_that_leads_elsewhere_is_refused(worked: Any, tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    (folder / ".git").write_text(f"gitdir: {worked.folder / '.git'}\n")
    with pytest.raises(SubmissionError, match="leads elsewhere"):
        push(folder)


def test_a_branch_with_far_too_much_in_it_is_told(worked: Any) -> None:
    worked.git("checkout", "-q", "-b", BRANCH)
    worked.write("big.bin", os.urandom(3_000_000))
    worked.commit()
    worked.git("checkout", "-q", "main")
    with pytest.raises((SubmissionError, MachineError)):
        push(worked, limits=GitLimits(pack_bytes=1_000_000))


@pytest.mark.parametrize(
    ("address", "error"),
    [("ext::sh -c x", InputError), ("/nothing/here", SubmissionError), ("http://127.0.0.1:9/x.git", MachineError)],
)
def test_what_cannot_be_reached_says_whose_matter_it_is(address: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        push(address, limits=GitLimits(seconds=20))


def test_two_pushes_at_once_lose_no_commit(worked: Any) -> None:
    failed: list[BaseException] = []

    def one(text: str) -> None:
        try:
            push(worked, text)
        except SubmissionError as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(f"# {number}\n",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert int(worked.git("rev-list", "--count", BRANCH)) == 3 - len(failed)
