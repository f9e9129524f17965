from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import GraderError, MachineError, SubmissionError
from grader.intake.git import fetch, head
from grader.intake.git_limits import GitLimits

DEADLINE = datetime.fromisoformat("2027-01-08T23:59:00+08:00")


def _answers(base: Any, asked: list[str]) -> Any:
    """Return a server of repositories that also gives, by the first word of the path, a few answers of bad servers."""

    class Answers(base):
        def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
            asked.append(self.headers.get("Authorization", ""))
            first = self.path.split("/")[1]
            if first.isdigit():
                self.send_response(int(first))
                self.send_header("WWW-Authenticate", 'Basic realm="x"')
                self.send_header("Location", f"http://{self.headers['Host']}/repository/.git{self.path.partition('/x')[2]}")
                self.end_headers()
            elif first == "page":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<html>Welcome</html>")
            elif first == "cut":
                self.send_response(200)
                self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
                self.end_headers()
                self.wfile.write(b"001e# service=git-upload-pack\n0000")
            else:
                super().do_GET()

        do_POST = do_GET  # noqa: N815 - the name is the base class's

    return Answers


@pytest.fixture
def server(git_server: Callable[..., str], git_server_handler: type, tmp_path: Path) -> tuple[str, list[str]]:
    asked: list[str] = []
    return git_server(tmp_path, _answers(git_server_handler, asked)), asked


def _fetch(address: str, into: Path, **limits: Any) -> Any:
    return fetch(address, into, deadline=DEADLINE, limits=GitLimits(**limits), allow={"http"})


def test_a_repository_is_fetched_over_http(new_repository: Any, server: Any, tmp_path: Path) -> None:
    repository = new_repository()
    repository.write("a.txt", "hello")
    repository.commit()
    repository.write("noise", os.urandom(2_000_000))
    tip = repository.commit()
    address = f"{server[0]}/repository/.git"
    (tmp_path / "into").mkdir()
    fetched = _fetch(address, tmp_path / "into")
    assert fetched.commit == tip == head(address, folder=tmp_path, allow={"http"})
    assert [f.path for f in fetched.files] == ["a.txt", "noise"]
    assert set(server[1]) == {""}
    (tmp_path / "small").mkdir()
    with pytest.raises(SubmissionError, match="too large"):
        _fetch(address, tmp_path / "small", pack_bytes=500_000)


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("nothing/here.git", SubmissionError, "no Git repository"),
        ("page/x", SubmissionError, "repository is empty"),
        ("401/x", SubmissionError, "private or does not exist"),
        ("403/x", SubmissionError, "private or does not exist"),
        ("404/x", SubmissionError, "no Git repository"),
        ("301/x", MachineError, "redirects"),
        ("302/x", MachineError, "redirects"),
        ("429/x", MachineError, "transfer broke"),
        ("500/x", MachineError, "transfer broke"),
        ("503/x", MachineError, "transfer broke"),
        ("cut/x", GraderError, "repository"),
    ],
)
def test_a_server_that_refuses_is_told_from_one_that_fails(
    server: Any, tmp_path: Path, path: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        _fetch(f"{server[0]}/{path}", tmp_path)
