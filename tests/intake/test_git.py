from __future__ import annotations

import hashlib
import io
import tarfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError, MachineError, SubmissionError
from grader.intake.git import Fetched, fetch, head

DEADLINE = datetime.fromisoformat("2027-01-08T23:59:00+08:00")


def members(fetched: Fetched) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(fetched.tree.read_bytes())) as tar:
        return {member.name: member for member in tar}


def test_the_newest_commit_before_the_deadline_is_taken(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("a.txt", "early")
    repository.commit(date="2027-01-01T00:00:00+08:00")
    repository.write("a.txt", "in time")
    wanted = repository.commit(date="2027-01-08T23:59:00+08:00", author="Bo")
    repository.write("a.txt", "late")
    repository.commit(date="2027-01-08T23:59:01+08:00")
    fetched = take(repository)
    assert fetched.commit == wanted
    assert fetched.minutes_late == 0
    assert fetched.committed_at == "2027-01-08T23:59:00+08:00"
    assert fetched.files[0].sha256 == hashlib.sha256(b"in time").hexdigest()
    assert fetched.authors == (("Ana", 2), ("Bo", 1))
    assert any("1 of the branch's 3 commits are dated after the deadline" in note for note in fetched.notes)


def test_without_a_commit_in_time_the_tip_is_taken_and_is_late_by_minutes_begun(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(date="2027-01-09T00:00:00+08:00")
    tip = repository.commit(date="2027-01-09T01:00:01+08:00")
    fetched = take(repository)
    assert (fetched.commit, fetched.minutes_late) == (tip, 62)


def test_time_zones_are_compared_as_instants(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    wanted = repository.commit(date="2027-01-08T15:59:00+00:00")
    repository.commit(date="2027-01-08T12:00:00-08:00")
    assert take(repository).commit == wanted


def test_a_commit_dated_before_its_parent_is_noted(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(date="2027-01-09T12:00:00+08:00")
    wanted = repository.commit(date="2027-01-02T12:00:00+08:00")
    fetched = take(repository)
    assert fetched.commit == wanted
    assert any("dated before its parent" in note for note in fetched.notes)


def test_dates_that_run_backward_are_pointed_out_wherever_they_stand(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    for day in ("05", "02", "06"):
        repository.commit(date=f"2027-01-{day}T12:00:00+08:00")
    assert "1 other commit of the branch is dated before what came before." in take(repository).notes


def test_what_was_built_on_work_in_time_counts_whatever_the_clocks_of_partners_say(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(date="2027-01-08T22:12:00+08:00")
    wanted = repository.commit(date="2027-01-08T22:05:00+08:00", author="Bo")  # this clock is behind the other one
    fetched = take(repository)
    assert (fetched.commit, fetched.minutes_late) == (wanted, 0)
    assert any("dated before its parent" in note for note in fetched.notes)


def test_of_a_line_merged_late_the_branchs_own_line_counts_and_the_other_is_named(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(date="2027-01-01T00:00:00+08:00")
    repository.git("checkout", "-q", "-b", "side")
    side = repository.commit(date="2027-01-08T23:50:00+08:00")
    repository.git("checkout", "-q", "main")
    wanted = repository.commit(date="2027-01-08T23:40:00+08:00")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "side", date="2027-01-10T00:00:00+08:00")
    fetched = take(repository)
    assert fetched.commit == wanted
    assert any("Another line" in note and side[:10] in note for note in fetched.notes)


def test_a_branch_merged_late_counts_where_the_branchs_own_line_has_nothing_later(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(date="2027-01-03T00:00:00+08:00")
    repository.git("checkout", "-q", "-b", "side")
    wanted = repository.commit(date="2027-01-05T00:00:00+08:00")
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "side", date="2027-01-10T00:00:00+08:00")
    fetched = take(repository)
    assert fetched.commit == wanted
    assert not any("Another line" in note for note in fetched.notes)


def test_of_two_lines_merged_late_into_one_without_work_the_newest_counts(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    base = repository.commit(date="2027-01-01T00:00:00+08:00")
    ends = []
    for name, day in (("one", "06"), ("two", "05")):
        repository.git("checkout", "-q", "-b", name, base)
        ends.append(repository.commit(name, date=f"2027-01-{day}T00:00:00+08:00"))
    repository.git("checkout", "-q", "main")
    for name in ("one", "two"):
        repository.git("merge", "-q", "--no-ff", "-m", "merge", name, date="2027-01-10T00:00:00+08:00")
    fetched = take(repository)
    assert fetched.commit == ends[0]
    assert any("Another line" in note and ends[1][:10] in note for note in fetched.notes)


def test_a_later_commit_with_a_date_no_clock_has_does_not_spoil_what_counts(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    wanted = repository.commit(date="2026-12-01T10:00:00+08:00")
    stream = f"commit refs/heads/main\ncommitter A <a@b> 260000000000 +0000\ndata 1\nm\nfrom {wanted}\n\n"
    repository.git("fast-import", "--quiet", "--date-format=raw", stdin=stream.encode())
    fetched = take(repository)
    assert (fetched.commit, fetched.next_at) == (wanted, "")


def test_only_the_default_branch_is_looked_at(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    wanted = repository.commit()
    repository.git("checkout", "-q", "-b", "other")
    repository.commit(date="2027-01-08T00:00:00+08:00")
    repository.git("checkout", "-q", "main")
    assert take(repository).commit == wanted


def test_the_archive_holds_the_files_and_is_the_same_each_time(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("project/手寫數字 ñ.ipynb", "{}")
    repository.write("run.sh", "#!/bin/sh\n")
    (repository.folder / "run.sh").chmod(0o755)
    repository.write("model.h5", bytes(range(256)) * 4000)
    repository.write("empty", b"")
    repository.commit()
    first, second = take(repository, "one"), take(repository, "two")
    assert first.tree.read_bytes() == second.tree.read_bytes()
    found = members(first)
    assert list(found) == sorted(found) == ["empty", "model.h5", "project/手寫數字 ñ.ipynb", "run.sh"]
    assert {(m.mtime, m.uid, m.gid, m.uname) for m in found.values()} == {(0, 0, 0, "")}
    assert (found["run.sh"].mode, found["model.h5"].mode) == (0o755, 0o644)
    assert [(f.path, f.bytes) for f in first.files][1] == ("model.h5", 1_024_000)


def test_the_clone_is_deleted_and_only_the_archive_stays(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit()
    fetched = take(repository)
    assert list(fetched.tree.parent.iterdir()) == [fetched.tree]


def test_a_git_lfs_pointer_is_named(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("model.h5", f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 421642\n")
    repository.commit()
    assert any("'model.h5' is a Git LFS pointer" in note for note in take(repository).notes)


def test_an_empty_repository_is_missing(new_repository: Any, take: Any, tmp_path: Path) -> None:
    repository = new_repository()
    with pytest.raises(SubmissionError, match="empty") as caught:
        take(repository)
    assert caught.value.status == "MISSING"
    with pytest.raises(SubmissionError, match="empty"):
        head(str(repository.folder), folder=tmp_path)


@pytest.mark.parametrize(("names", "taken"), [(["work"], "work"), (["a", "main", "b"], "main"), (["a", "master"], "master")])
def test_where_head_names_no_branch_the_one_that_was_pushed_is_taken(
    new_repository: Any, tmp_path: Path, names: list[str], taken: str
) -> None:
    work, bare, tips = new_repository(), tmp_path / "server.git", {}
    work.git("init", "-q", "--bare", "-b", "nothing", str(bare))
    work.git("--git-dir", str(bare), "config", "core.logAllRefUpdates", "true")
    for name in names:
        tips[name] = work.commit(name)
        work.git("push", "-q", str(bare), f"HEAD:refs/heads/{name}", date="2027-01-08T21:00:00+08:00")
    (tmp_path / "into").mkdir()
    fetched = fetch(str(bare), tmp_path / "into", deadline=DEADLINE)
    assert fetched.commit == tips[taken] == head(str(bare), folder=tmp_path)
    assert any(f"'{taken}' was taken" in note for note in fetched.notes)
    assert fetched.pushed_at == "2027-01-08T13:00:00+00:00"
    assert [path.name for path in (tmp_path / "into").iterdir()] == ["tree.tar"]


def test_where_nobody_can_tell_which_branch_counts_no_group_loses_a_point(new_repository: Any, tmp_path: Path) -> None:
    work, bare = new_repository(), tmp_path / "server.git"
    work.git("init", "-q", "--bare", "-b", "nothing", str(bare))
    work.commit()
    work.git("push", "-q", str(bare), "HEAD:refs/heads/ana", "HEAD:refs/heads/bo")
    with pytest.raises(MachineError, match="ana, bo"):
        fetch(str(bare), tmp_path, deadline=DEADLINE)
    with pytest.raises(MachineError, match="ana, bo"):
        head(str(bare), folder=tmp_path)


def test_a_folder_that_is_no_repository_is_missing(tmp_path: Path) -> None:
    for name in ("nowhere", "plain"):
        (tmp_path / "plain").mkdir(exist_ok=True)
        with pytest.raises(SubmissionError, match="no Git repository") as caught:
            fetch(str(tmp_path / name), tmp_path, deadline=DEADLINE)
        assert caught.value.status == "MISSING"
    (tmp_path / "file").write_text("x")
    with pytest.raises(SubmissionError, match="no Git repository"):
        head(str(tmp_path / "file"), folder=tmp_path)


@pytest.mark.parametrize("locked", ["above", "itself", ".git"])
def test_a_folder_that_this_user_may_not_enter_costs_the_group_nothing(
    new_repository: Any, tmp_path: Path, as_a_stranger: Any, locked: str
) -> None:
    repository = new_repository("above/repository")
    repository.commit()
    folders = {"above": tmp_path / "above", "itself": repository.folder, ".git": repository.folder / ".git"}
    folders[locked].chmod(0o700)
    with as_a_stranger():
        with pytest.raises(MachineError, match="may not read"):
            fetch(str(repository.folder), tmp_path, deadline=DEADLINE)
        with pytest.raises(MachineError, match="may not read"):
            head(str(repository.folder), folder=tmp_path)


def test_the_head_is_told_without_fetching(new_repository: Any, tmp_path: Path) -> None:
    repository = new_repository()
    repository.commit()
    tip = repository.commit(date="2027-02-01T00:00:00+08:00")
    (tmp_path / "stand").mkdir()
    assert head(str(repository.folder), folder=tmp_path / "stand") == tip
    assert not list((tmp_path / "stand").iterdir())


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:9/x.git", "https://grader-test.invalid/x.git", "git@grader-test.invalid:x"]
)
def test_a_host_that_cannot_be_reached_is_no_fault_of_the_group(tmp_path: Path, address: str) -> None:
    with pytest.raises(MachineError, match="fetched"):
        fetch(address, tmp_path, deadline=DEADLINE)
    with pytest.raises(MachineError, match="fetched"):
        head(address, folder=tmp_path)


def test_a_deadline_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no time zone"):
        fetch("/x", tmp_path, deadline=datetime(2027, 1, 8))  # noqa: DTZ001 - the point of the test
