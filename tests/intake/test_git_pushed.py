"""When a server received a commit, it is its clock that counts."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.intake.git import Fetched, fetch
from grader.intake.push import Push

DEADLINE = datetime.fromisoformat("2027-01-08T23:59:00+08:00")


@pytest.fixture
def pushed(new_repository: Any, tmp_path: Path) -> Any:
    """Return a repository of a group, a bare one that keeps a record of pushes, and a function that pushes at a time."""
    work = new_repository()
    bare = tmp_path / "server.git"
    work.git("init", "-q", "--bare", "-b", "main", str(bare))
    work.git("--git-dir", str(bare), "config", "core.logAllRefUpdates", "true")

    def push(at: str, *options: str) -> None:
        work.git("push", "-q", *options, str(bare), "main", date=at)

    work.push, work.server = push, bare
    return work


def fetch_bare(repository: Any, into: Path, **more: Any) -> Fetched:
    into.mkdir(exist_ok=True)
    return fetch(str(repository.server), into, deadline=DEADLINE, **more)


def test_the_servers_record_of_a_push_counts_and_not_what_the_commit_claims(pushed: Any, tmp_path: Path) -> None:
    first = pushed.commit(date="2027-01-08T20:00:00+08:00")
    pushed.push("2027-01-08T21:00:00+08:00")
    pushed.commit(date="2027-01-08T20:30:00+08:00")  # says it was in time
    pushed.push("2027-01-09T01:00:00+08:00")
    fetched = fetch_bare(pushed, tmp_path / "into")
    assert (fetched.commit, fetched.minutes_late) == (first, 0)
    assert (fetched.pushed_at, fetched.next_at) == ("2027-01-08T13:00:00+00:00", "2027-01-08T17:00:00+00:00")
    assert any("1 of the branch's 2 commits came after the deadline" in note for note in fetched.notes)


def test_what_was_pushed_late_as_a_whole_is_late_by_the_servers_clock(pushed: Any, tmp_path: Path) -> None:
    pushed.commit(date="2027-01-08T20:00:00+08:00")
    pushed.push("2027-01-09T00:59:00+08:00")
    fetched = fetch_bare(pushed, tmp_path / "into")
    assert (fetched.minutes_late, fetched.committed_at) == (60, "2027-01-08T20:00:00+08:00")


def test_a_commit_put_in_the_place_of_a_pushed_one_came_when_it_was_pushed(pushed: Any, tmp_path: Path) -> None:
    first = pushed.commit(date="2027-01-08T20:00:00+08:00")
    pushed.push("2027-01-08T21:00:00+08:00")
    pushed.git("commit", "-q", "--amend", "--allow-empty", "-m", "better", date="2027-01-08T20:00:00+08:00")
    pushed.push("2027-01-09T12:00:00+08:00", "--force")
    fetched = fetch_bare(pushed, tmp_path / "into")
    assert fetched.commit != first
    assert fetched.minutes_late == 12 * 60 + 1


def test_what_was_there_before_the_branch_was_rewritten_still_came_in_time(pushed: Any, tmp_path: Path) -> None:
    base = pushed.commit(date="2027-01-08T20:00:00+08:00")
    pushed.commit(date="2027-01-08T20:30:00+08:00")
    pushed.push("2027-01-08T21:00:00+08:00")  # one push of both: no record names the first alone
    pushed.git("commit", "-q", "--amend", "--allow-empty", "-m", "better", date="2027-01-08T20:30:00+08:00")
    pushed.push("2027-01-09T12:00:00+08:00", "--force")
    fetched = fetch_bare(pushed, tmp_path / "into")
    assert (fetched.commit, fetched.minutes_late, fetched.pushed_at) == (base, 0, "2027-01-08T13:00:00+00:00")


def test_in_a_working_copy_the_record_is_the_groups_own_and_does_not_count(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(date="2027-01-08T20:00:00+08:00")
    assert (repository.folder / ".git" / "logs" / "HEAD").is_file()
    assert take(repository).pushed_at is None


def test_pushes_that_a_server_listed_count_for_all_that_led_to_them(new_repository: Any, tmp_path: Path) -> None:
    repository = new_repository()
    first = repository.commit(date="2027-01-01T00:00:00+08:00")
    second = repository.commit(date="2027-01-02T00:00:00+08:00")
    (tmp_path / "into").mkdir()
    listed = (Push(int(DEADLINE.timestamp()) + 3600, (second,)), Push(int(DEADLINE.timestamp()) - 3600, (first, "f" * 40)))
    fetched = fetch(str(repository.folder), tmp_path / "into", deadline=DEADLINE, pushes=listed)
    assert (fetched.commit, fetched.minutes_late, fetched.pushed_at) == (first, 0, "2027-01-08T14:59:00+00:00")
    assert fetched.next_at == "2027-01-08T16:59:00+00:00"


def test_what_was_there_before_the_first_listed_push_is_not_late_by_that_push(new_repository: Any, tmp_path: Path) -> None:
    repository = new_repository()
    repository.commit(date="2026-12-01T10:00:00+08:00")
    wanted = repository.commit(date="2026-12-02T10:00:00+08:00")
    late = repository.commit(date="2026-12-03T10:00:00+08:00")  # says it was in time
    (tmp_path / "into").mkdir()
    listed = (Push(int(DEADLINE.timestamp()) + 3600, (late,), before=wanted),)
    fetched = fetch(str(repository.folder), tmp_path / "into", deadline=DEADLINE, pushes=listed)
    assert (fetched.commit, fetched.minutes_late, fetched.pushed_at) == (wanted, 0, None)
    assert fetched.next_at == "2027-01-08T16:59:00+00:00"


@pytest.mark.parametrize("newest_first", [True, False])
def test_pushes_of_one_second_are_read_alike_in_any_order(new_repository: Any, tmp_path: Path, newest_first: bool) -> None:
    repository = new_repository()
    commits = [repository.commit(str(n), date="2026-12-01T10:00:00+08:00") for n in range(3)]
    at = int(DEADLINE.timestamp()) + 60
    listed = [Push(at, (commits[1],), before=commits[0]), Push(at, (commits[2],), before=commits[1])]
    (tmp_path / "into").mkdir()
    fetched = fetch(str(repository.folder), tmp_path / "into", deadline=DEADLINE, pushes=listed[:: -1 if newest_first else 1])
    assert (fetched.commit, fetched.pushed_at) == (commits[0], None)


def test_a_record_that_was_switched_on_late_does_not_make_earlier_work_late(pushed: Any, tmp_path: Path) -> None:
    wanted = pushed.commit(date="2027-01-08T20:00:00+08:00")
    pushed.push("2027-01-08T21:00:00+08:00")
    (pushed.server / "logs" / "refs" / "heads" / "main").unlink()
    pushed.commit(date="2027-01-08T20:30:00+08:00")
    pushed.push("2027-01-09T01:00:00+08:00")
    fetched = fetch_bare(pushed, tmp_path / "into")
    assert (fetched.commit, fetched.pushed_at) == (wanted, None)


@pytest.mark.parametrize("trick", ["link", "pipe", "nonsense", "outside"])
def test_a_record_that_is_none_tells_nothing_and_stops_nothing(pushed: Any, tmp_path: Path, trick: str) -> None:
    pushed.commit(date="2027-01-08T20:00:00+08:00")
    pushed.push("2027-01-09T00:59:00+08:00")
    log = pushed.server / "logs" / "refs" / "heads" / "main"
    if trick == "outside":
        (tmp_path / "elsewhere").write_bytes(log.read_bytes())
    log.unlink()
    if trick == "link":
        log.symlink_to("/dev/zero")
    elif trick == "pipe":
        os.mkfifo(log)
    elif trick == "outside":
        log.symlink_to(tmp_path / "elsewhere")
    else:
        log.write_bytes(b"\0 what > 12\n" + b"a" * 40 + b" > \n")
    assert fetch_bare(pushed, tmp_path / "into").pushed_at is None
