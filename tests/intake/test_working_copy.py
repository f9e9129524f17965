from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.intake.working_copy import WorkingCopy, read_working_copy


@pytest.fixture
def work(new_repository: Callable[..., Any]) -> Any:
    made = new_repository("work tree")
    made.write("digits.ipynb", "{}")
    made.write("model.h5", b"one")
    made.write("data/notes.txt")
    made.commit()
    return made


def read(repository: Any, below: str = "") -> WorkingCopy:
    found = read_working_copy(repository.folder / below)
    assert found is not None
    return found


def with_remote(work: Any, folder: Path) -> None:
    work.git("clone", "-q", "--bare", ".", str(folder))
    work.git("remote", "add", "origin", str(folder))
    work.git("fetch", "-q", "origin")
    work.git("branch", "-q", "--set-upstream-to=origin/main")
    work.git("remote", "set-head", "origin", "main")


def test_a_folder_outside_every_repository_and_a_bare_one_have_no_work_tree(tmp_path: Path, work: Any) -> None:
    work.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    assert read_working_copy(tmp_path) is None
    assert read_working_copy(tmp_path / "bare.git") is None


def test_a_clean_copy_says_where_it_is(work: Any) -> None:
    found = read(work, "data")
    assert found == WorkingCopy(top=work.folder, head=work.git("rev-parse", "HEAD"), branch="main")


def test_before_the_first_commit_there_is_no_head(new_repository: Callable[..., Any]) -> None:
    made = new_repository()
    made.write("model.h5")
    found = read(made)
    assert (found.head, found.branch, found.untracked) == ("", "main", ("model.h5",))


def test_what_differs_from_the_commit_is_changed_staged_or_not(work: Any) -> None:
    work.write("model.h5", b"two")
    work.write("new.ipynb", "{}")
    work.git("add", "new.ipynb")
    (work.folder / "data/notes.txt").unlink()
    assert read(work).changed == ("data/notes.txt", "model.h5", "new.ipynb")


def test_notebooks_and_models_that_git_does_not_track_are_found_with_the_rule_that_ignores_them(work: Any) -> None:
    work.write(".gitignore", "# large\n*.keras\nvenv/\n.ipynb_checkpoints/\n")
    for path in ("模型 1.H5", "deep/best.keras", "readme.md", "venv/lib/site-packages/h5py/data.h5"):
        work.write(path)
    work.write(".ipynb_checkpoints/digits-checkpoint.ipynb")
    found = read(work)
    assert found.untracked == ("模型 1.H5",)
    assert found.ignored == (("deep/best.keras", ".gitignore:2: *.keras"),)


def test_commits_are_counted_against_the_upstream(work: Any, tmp_path: Path) -> None:
    with_remote(work, tmp_path / "remote.git")
    assert (read(work).ahead, read(work).upstream, read(work).default_branch) == (0, "origin/main", "main")
    work.commit("second")
    work.commit("third")
    found = read(work)
    assert (found.ahead, found.behind, found.remotes) == (2, 0, ("origin",))
    work.git("push", "-q", "origin", "main")
    work.git("reset", "-q", "--hard", "HEAD~1")
    assert (read(work).ahead, read(work).behind) == (0, 1)


def test_reading_writes_nothing_and_runs_no_program_of_the_configuration(work: Any, tmp_path: Path, snapshot: Any) -> None:
    work.git("config", "core.fsmonitor", f"touch {tmp_path / 'watched'}")
    (work.folder / ".git/hooks").mkdir(exist_ok=True)
    hook = work.folder / ".git/hooks/post-index-change"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'hooked'}\n")
    hook.chmod(0o755)
    shutil.copyfile(work.folder / "model.h5", tmp_path / "copy")
    (work.folder / "model.h5").unlink()
    shutil.move(tmp_path / "copy", work.folder / "model.h5")  # its times are others: git status would refresh its index
    before = snapshot(work.folder)
    assert read(work).changed == ()
    assert snapshot(work.folder) == before
    assert not (tmp_path / "watched").exists()
    assert not (tmp_path / "hooked").exists()
