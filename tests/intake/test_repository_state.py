from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from grader.intake.repository_state import repository_state


def _state(repository: Any) -> str:
    found = repository_state(str(repository.folder))
    assert found is not None
    return found


def test_it_stays_while_nothing_changes_and_names_the_commit(new_repository: Any) -> None:
    repository = new_repository()
    commit = repository.commit()
    first = _state(repository)
    repository.write("not-committed.txt")
    assert (_state(repository), first.partition(" ")[0]) == (first, commit)


@pytest.mark.parametrize("change", ["commit", "reset", "another branch", "shallow"])
def test_what_fetching_would_notice_changes_it(new_repository: Any, change: str) -> None:
    repository = new_repository()
    repository.commit()
    repository.commit()
    before = _state(repository)
    if change == "commit":
        repository.commit()
    elif change == "reset":
        repository.git("reset", "-q", "--hard", "HEAD~1")
    elif change == "another branch":
        repository.git("checkout", "-q", "-b", "other")
        repository.commit()
    else:
        (repository.folder / ".git" / "shallow").write_text(repository.git("rev-parse", "HEAD") + "\n")
    assert _state(repository) != before


def test_packed_branches_are_read_too(new_repository: Any) -> None:
    repository = new_repository()
    repository.commit()
    before = _state(repository)
    repository.git("pack-refs", "--all")
    assert not (repository.folder / ".git" / "refs" / "heads" / "main").exists()
    assert _state(repository) == before


def test_a_push_that_the_server_recorded_changes_it(new_repository: Any, tmp_path: Path) -> None:
    repository = new_repository()
    repository.commit()
    bare = tmp_path / "server.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(repository.folder), str(bare)], check=True)
    before = repository_state(str(bare))
    log = bare / "logs" / "refs" / "heads" / "main"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(f"{'0' * 40} {repository.git('rev-parse', 'HEAD')} Ana <ana@example.org> 1790000000 +0000\tpush\n")
    assert repository_state(str(bare)) != before


def test_where_only_fetching_tells_it_says_so(new_repository: Any, tmp_path: Path) -> None:
    empty = new_repository()
    assert repository_state(str(empty.folder)) is None
    assert repository_state("https://example.org/group.git") is None
    assert repository_state(str(tmp_path / "nothing")) is None
    assert repository_state("") is None


def test_no_link_is_followed(new_repository: Any, tmp_path: Path) -> None:
    repository = new_repository()
    repository.commit()
    branch = repository.folder / ".git" / "refs" / "heads" / "main"
    (tmp_path / "elsewhere").write_bytes(branch.read_bytes())
    branch.unlink()
    branch.symlink_to(tmp_path / "elsewhere")
    assert repository_state(str(repository.folder)) is None
    branch.unlink()
    os.mkfifo(branch)
    assert repository_state(str(repository.folder)) is None


def test_of_what_this_user_may_not_read_only_fetching_tells(new_repository: Any, tmp_path: Path, as_a_stranger: Any) -> None:
    repository = new_repository("locked/repository")
    repository.commit()
    (tmp_path / "locked").chmod(0o700)
    with as_a_stranger():
        assert repository_state(str(repository.folder)) is None
