from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from grader.core.errors import MachineError, SubmissionError
from grader.intake.git import fetch, head
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits

ECHO = "fatal: fetch-pack: invalid index-pack output"


@pytest.mark.parametrize("protocol", ["https", "ssh", "file"])
@pytest.mark.parametrize(
    "said",
    [
        f"fatal: write error: No space left on device\n{ECHO}",
        f"fatal: write error: Disk quota exceeded\n{ECHO}",
        "error: cannot fork() for index-pack: Cannot allocate memory\nfatal: fetch-pack: unable to fork off index-pack",
        "error: cannot fork() for index-pack: Resource temporarily unavailable\nfatal: fetch-pack: unable to fork off index-pack",
    ],
)
def test_a_full_disk_or_machine_costs_no_group_a_point(said: str, protocol: str) -> None:
    assert isinstance(git_failure(128, said, protocol=protocol), MachineError)


@pytest.mark.parametrize("said", [ECHO, "fatal: write error: File too large", "fatal: Out of memory, malloc failed"])
def test_what_is_over_the_graders_own_limits_is_the_groups(said: str) -> None:
    assert isinstance(git_failure(128, said, protocol="https"), SubmissionError)


def test_the_other_sides_words_do_not_make_it_this_machines_disk() -> None:
    assert isinstance(git_failure(128, f"remote: No space left on device\n{ECHO}", protocol="https"), SubmissionError)


def test_the_time_limit_is_the_groups_only_where_no_network_lies_between() -> None:
    for protocol in ("https", "http", "ssh"):
        found = git_failure(124, "", protocol=protocol)
        assert isinstance(found, MachineError)
        assert "git: {time:" in str(found)
    for protocol in ("file", "none"):
        assert isinstance(git_failure(124, "", protocol=protocol), SubmissionError)
    assert isinstance(git_failure(124, "", protocol="file", asked_only=True), MachineError)


@pytest.fixture
def stalled() -> Iterator[int]:
    """Return the port of a server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["http", "ssh"])
def test_a_server_that_stalls_costs_no_group_a_point(stalled: int, tmp_path: Path, scheme: str) -> None:
    address = f"{scheme}://127.0.0.1:{stalled}/x/y"
    deadline = datetime.fromisoformat("2027-01-08T23:59:00+08:00")
    with pytest.raises(MachineError):
        head(address, folder=tmp_path, limits=GitLimits(seconds=1))
    with pytest.raises(MachineError):
        fetch(address, tmp_path, deadline=deadline, limits=GitLimits(seconds=1))
