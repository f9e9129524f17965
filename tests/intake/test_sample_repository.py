import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.intake.expected_sample import SampleCommit
from grader.intake.sample_repository import sample_repository

DEADLINE = datetime(2027, 1, 8, 15, 59, tzinfo=UTC)
TWO = (
    SampleCommit("first 🎉", timedelta(hours=-3), "王小明 שלום <a@example.org>", ("a.txt",)),
    SampleCommit("second", timedelta(hours=5)),
)
FILES = {"a.txt": b"one\r\n", "專題/b 🔢.bin": b"\0\1"}


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    return subprocess.run(command, cwd=repository, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def test_commits_have_their_authors_dates_and_files(tmp_path: Path) -> None:
    sample_repository(tmp_path / "r", FILES, TWO, DEADLINE)
    at = int(DEADLINE.timestamp())
    assert _git(tmp_path / "r", "log", "--format=%an|%ae|%at|%ct|%s").splitlines() == [
        f"Sample Student|student@example.org|{at + 5 * 3600}|{at + 5 * 3600}|second",
        f"王小明 שלום|a@example.org|{at - 3 * 3600}|{at - 3 * 3600}|first 🎉",
    ]
    assert _git(tmp_path / "r", "ls-tree", "-r", "--name-only", "HEAD~1") == "a.txt"
    assert set(_git(tmp_path / "r", "ls-tree", "-r", "--name-only", "HEAD").splitlines()) == set(FILES)


def test_the_same_arguments_make_the_same_commit_whatever_the_users_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_repository(tmp_path / "first", FILES, TWO, DEADLINE)
    (tmp_path / ".gitconfig").write_text("[core]\nautocrlf = input\nexcludesFile = ~/ignore\n[commit]\ngpgSign = true\n")
    (tmp_path / "ignore").write_text("*\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("TZ", "Asia/Taipei")
    sample_repository(tmp_path / "second", FILES, TWO, DEADLINE)
    monkeypatch.delenv("GIT_DIR")
    assert _git(tmp_path / "first", "rev-parse", "HEAD") == _git(tmp_path / "second", "rev-parse", "HEAD")


def test_without_commits_the_repository_is_empty(tmp_path: Path) -> None:
    sample_repository(tmp_path / "r", {}, (), DEADLINE)
    assert _git(tmp_path / "r", "for-each-ref") == ""
    assert _git(tmp_path / "r", "symbolic-ref", "HEAD") == "refs/heads/main"


def test_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="already"):
        sample_repository(tmp_path, FILES, TWO, DEADLINE)


def test_a_commit_of_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"takes c\.txt"):
        sample_repository(tmp_path / "r", FILES, (SampleCommit(files=("c.txt",)),), DEADLINE)
