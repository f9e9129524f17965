from __future__ import annotations

import hashlib
import os
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import SubmissionError
from grader.intake.git import fetch, head


def sparse(path: Path, size: int) -> None:
    path.touch()
    os.truncate(path, size)


def test_links_and_submodules_are_left_out_and_said(new_repository: Any, take: Any, tmp_path: Path) -> None:
    repository = new_repository()
    trap = tmp_path / "trap"
    (repository.folder / "labels.txt").symlink_to("/etc/passwd")
    repository.write("a.txt")
    repository.write(".gitmodules", f'[submodule "lib"]\n\tpath = lib\n\turl = ext::sh -c touch% {trap}\n')
    repository.git("add", "a.txt", "labels.txt", ".gitmodules")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    repository.git("commit", "-q", "-m", "x")
    fetched = take(repository)
    with tarfile.open(fetched.tree) as tar:
        assert [(member.name, member.isreg()) for member in tar] == [(".gitmodules", True), ("a.txt", True)]
    assert fetched.notes == ("Left out: 'labels.txt' (symbolic link).", "Left out: 'lib' (submodule).")
    assert not trap.exists()


def test_a_name_with_a_newline_is_left_out_and_shown_on_one_line(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    blob = repository.blob(b"x")
    repository.commit_tree(repository.tree(("100644", blob, "a\nb\x1b[2J"), ("100644", blob, "ok")))
    fetched = take(repository)
    assert [f.path for f in fetched.files] == ["ok"]
    assert fetched.notes == (r"Left out: 'a\x0ab\x1b[2J' (name with control characters).",)


@pytest.mark.parametrize("name", [b"..", b".", b".git", b".GIT", b"a/../../b", ".g\u200cit".encode()])
def test_names_that_lead_elsewhere_never_come_out(new_repository: Any, take: Any, name: bytes) -> None:
    repository = new_repository()
    repository.commit_tree(repository.raw_tree(("100644", repository.blob(b"x"), name)))
    with pytest.raises(SubmissionError, match="malformed"):
        take(repository)


def test_names_that_are_not_utf8_or_too_long_or_clash_are_left_out(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    blob = repository.blob(b"x")
    names = [b"A.txt", b"a.txt", b"caf\xc3\xa9", b"cafe\xcc\x81", b"\xff\xfe", b"x" * 201]
    repository.commit_tree(repository.raw_tree(*(("100644", blob, name) for name in sorted(names))))
    fetched = take(repository)
    assert [f.path for f in fetched.files] == ["A.txt", "cafe\u0301"]
    assert len(fetched.notes) == 4


def test_a_tree_bomb_is_refused_quickly(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    mode, sha = "100644", repository.blob(b"x")
    for _ in range(10):
        sha = repository.tree(*((mode, sha, f"n{i}") for i in range(10)))
        mode = "40000"
    repository.commit_tree(sha)
    started = datetime.now(UTC)
    with pytest.raises(SubmissionError, match="more than 5000 files"):
        take(repository)
    assert datetime.now(UTC) - started < timedelta(seconds=15)


def test_folders_nested_without_end_are_a_reason_and_not_a_crash(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    stream = b"blob\nmark :1\ndata 1\nx\ncommit refs/heads/main\ncommitter A <a@b> 1796000000 +0000\ndata 1\nm\n"
    stream += b"M 100644 :1 " + b"d/" * 5000 + b"f\n\ndone\n"
    repository.git("fast-import", "--quiet", "--done", stdin=stream)
    try:
        fetched = take(repository)
    except SubmissionError:
        return
    assert fetched.files == ()
    assert any("too long" in note for note in fetched.notes)


def test_too_large_a_file_is_refused_by_its_declared_size(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("zeros.bin", bytes(3_000_000))
    repository.commit()
    with pytest.raises(SubmissionError, match=r"too large \('zeros.bin'"):
        take(repository, file_bytes=2_000_000)
    with pytest.raises(SubmissionError, match="too large"):
        take(repository, "again", total_bytes=2_000_000)


def test_the_limit_on_the_transfer_acts(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("noise.bin", os.urandom(3_000_000))
    repository.commit()
    with pytest.raises(SubmissionError, match="too large to be fetched"):
        take(repository, pack_bytes=1_000_000)


def test_the_limit_on_memory_acts(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("zeros.bin", bytes(60_000_000))
    repository.commit()
    with pytest.raises(SubmissionError, match="too large to be fetched"):
        take(repository, memory_bytes=50_000_000)


def test_the_limit_on_processor_time_acts(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    sparse(repository.folder / "zeros.bin", 900_000_000)
    repository.commit()
    with pytest.raises(SubmissionError, match="too large to be fetched"):
        take(repository, cpu_seconds=1)


def test_the_limit_on_wall_time_acts_and_leaves_nothing_running(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    sparse(repository.folder / "zeros.bin", 900_000_000)
    repository.commit()
    with pytest.raises(SubmissionError, match="time limit"):
        take(repository, seconds=1)
    assert not [entry for entry in Path("/proc").glob("[0-9]*") if str(repository.folder).encode() in _command_line(entry)]


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return b""


def test_too_long_a_history_is_refused(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    for _ in range(4):
        repository.commit()
    assert len(take(repository, "four", commits=4).commit) == 40
    with pytest.raises(SubmissionError, match="more than 3 commits"):
        take(repository, commits=3)


def test_hooks_and_configuration_of_a_repository_do_not_run(new_repository: Any, take: Any, tmp_path: Path) -> None:
    repository = new_repository()
    trap = tmp_path / "trap"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    for hook in ("post-checkout", "post-merge", "reference-transaction", "pre-auto-gc", "post-index-change"):
        (repository.folder / ".git/hooks").mkdir(exist_ok=True)
        (repository.folder / ".git/hooks" / hook).write_text(script.read_text())
        (repository.folder / ".git/hooks" / hook).chmod(0o755)
    repository.write(".gitattributes", "* filter=evil\n*.txt export-subst ident diff=evil\n")
    repository.write(".lfsconfig", "[lfs]\n\turl = http://127.0.0.1:9/\n")
    repository.write("a.txt", "$Id$ $Format:%H$\n")
    repository.commit()
    trap.unlink(missing_ok=True)
    for key in ("core.fsmonitor", "filter.evil.smudge", "diff.evil.textconv", "uploadpack.packObjectsHook"):
        repository.git("config", key, str(script))
    fetched = take(repository)
    assert not trap.exists()
    assert {f.path: f.sha256 for f in fetched.files}["a.txt"] == hashlib.sha256(b"$Id$ $Format:%H$\n").hexdigest()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a folder to another user")
@pytest.mark.parametrize("bare", [True, False])
def test_a_folder_of_another_user_is_fetched_and_runs_nothing(new_repository: Any, tmp_path: Path, bare: bool) -> None:
    repository, trap, script = new_repository(), tmp_path / "trap", tmp_path / "trap.sh"
    wanted = repository.commit()
    folder = repository.folder / ".git" if bare else repository.folder
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "uploadpack.packObjectsHook", "core.alternateRefsCommand", "core.sshCommand", "core.pager"):
        repository.git("config", key, str(script))
    trap.unlink(missing_ok=True)
    for path in (repository.folder, *repository.folder.rglob("*")):
        os.chown(path, 65534, 65534)
    into, stand = tmp_path / "into", tmp_path / "stand"
    into.mkdir()
    stand.mkdir()
    (stand / "safe.directory=x").touch()
    deadline = datetime.fromisoformat("2027-01-08T23:59:00+08:00")
    assert fetch(str(folder), into, deadline=deadline).commit == wanted == head(str(folder), folder=stand)
    assert not trap.exists()


def test_the_environment_of_the_grader_does_not_reach_git(
    new_repository: Any, take: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    monkeypatch.setenv("GIT_EXEC_PATH", str(tmp_path))
    monkeypatch.setenv("GIT_TRACE", str(trap))
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    repository = new_repository()
    monkeypatch.delenv("GIT_TRACE")
    wanted = repository.commit()
    monkeypatch.setenv("GIT_TRACE", str(trap))
    assert take(repository).commit == wanted
    assert not trap.exists()


def test_author_names_are_fit_to_show(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(author="林 \u202egnp.exe\x1b[2J")
    assert take(repository).authors == (("林 \\u202egnp.exe\\x1b[2J", 1),)
