from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from grader.core.errors import GraderError, MachineError, SubmissionError
from grader.intake.git import fetch, head
from grader.intake.git_limits import GitLimits

DEADLINE = datetime.fromisoformat("2027-01-08T23:59:00+08:00")


class _Bridge(BaseHTTPRequestHandler):
    """Serves the repositories below `root` through `git http-backend`, and a few answers of bad servers."""

    root: Path
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.headers.get("Authorization", ""))
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
            self._backend()

    do_POST = do_GET  # noqa: N815 - the name is the base class's

    def _backend(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        answer = subprocess.run(["git", "http-backend"], env=environment, input=body, capture_output=True, check=False).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Handler", (_Bridge,), {"root": tmp_path, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()
        thread.join()


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
