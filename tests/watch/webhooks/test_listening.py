"""Webhooks over a real socket: who is heard, and what is refused."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from grader.core.errors import InputError, MachineError
from grader.watch.webhooks.header_timeout import HeaderTimeout
from grader.watch.webhooks.listen import listen
from grader.watch.webhooks.receiver import Receiver
from grader.watch.webhooks.secrets import read_secrets

SECRET = "a secret of the course"  # noqa: S105 - of these tests
NOW = 1_800_000_000.0
REPOSITORIES = {
    "g01": "https://github.com/Course/Group-1.git",
    "g02": "git@gitlab.example.org:course/group-2.git",
    "g03": "/srv/git/g03.git",
}


@dataclass
class Server:
    address: str
    asked: list[str] = field(default_factory=list)
    now: float = NOW

    def post(self, body: bytes, **headers: str) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address, body, named)  # noqa: S310 - this test's own server
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - this test's own server
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def github(self, event: dict[str, Any], name: str = "push", secret: str = SECRET, delivery: str = "1") -> tuple[int, str]:
        body = json.dumps(event).encode()
        signature = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
        return self.post(body, X_Hub_Signature_256=signature, X_GitHub_Event=name, X_GitHub_Delivery=delivery)


def push(moment: float = NOW, repository: str = "course/group-1", **more: Any) -> dict[str, Any]:
    clone = f"https://github.com/{repository}.git"
    return {"ref": "refs/heads/main", "repository": {"clone_url": clone, "pushed_at": int(moment)}, **more}


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server("")
    receiver = Receiver([SECRET], lambda: REPOSITORIES)
    with listen("127.0.0.1:0", receiver, lambda: made.now, made.asked.append) as made.address:
        yield made


def test_a_push_makes_its_group_looked_at_and_a_repetition_does_not(server: Server) -> None:
    assert server.github(push()) == (202, "it is looked at\n")
    assert server.asked == ["g01"]
    assert server.github(push(), delivery="another id, which is not signed")[0] == 409
    assert server.asked == ["g01"]
    assert server.github(push(after="another commit"))[0] == 202


def test_gitlabs_push_is_known_by_any_address_of_its_project(server: Server) -> None:
    project = {"git_http_url": "https://gitlab.example.org/Course/group-2.git", "web_url": "https://gitlab.example.org/x"}
    body = json.dumps({"object_kind": "push", "project": project}).encode()
    assert server.post(body, X_Gitlab_Token=SECRET, X_Gitlab_Event="Push Hook")[0] == 202
    assert server.asked == ["g02"]
    assert server.post(body, X_Gitlab_Token=SECRET, X_Gitlab_Event="Push Hook")[0] == 409


def test_a_tampered_body_a_wrong_secret_and_no_signature_are_refused(server: Server) -> None:
    body = json.dumps(push()).encode()
    signature = f"sha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"
    assert server.post(body.replace(b"main", b"evil"), X_Hub_Signature_256=signature, X_GitHub_Event="push")[0] == 401
    assert server.github(push(), secret="another secret of nobody")[0] == 401
    assert server.post(body)[0] == 401
    assert server.asked == []


@pytest.mark.parametrize("moment", [NOW - 3600, NOW + 3600])
def test_an_old_delivery_and_one_of_the_future_are_refused(server: Server, moment: float) -> None:
    assert server.github(push(moment))[0] == 409
    assert server.asked == []


def test_a_body_of_50_mb_is_refused_before_it_is_sent(server: Server) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as line:
        line.sendall(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 52428800\r\n\r\n")
        began = time.monotonic()
        assert line.recv(4096).startswith(b"HTTP/1.1 413 ")
        assert time.monotonic() - began < 5


def test_a_body_without_a_stated_length_is_read_no_further_than_the_limit(server: Server) -> None:
    parts, block = urlsplit(server.address), b"10000\r\n" + b"x" * 65536 + b"\r\n"
    sent = 0
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as line:
        line.sendall(b"POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        answer: list[bytes] = []
        reader = threading.Thread(target=lambda: answer.append(line.recv(4096)))
        reader.start()
        try:
            while sent < 800 and not answer:
                line.sendall(block)
                sent += 1
        except OSError:  # it hung up, as it should
            pass
        reader.join(10)
    assert sent < 800  # of 50 MB
    assert answer[0].startswith(b"HTTP/1.1 413 ")


def test_who_is_refused_often_is_told_to_stay_away_for_a_minute(server: Server) -> None:
    assert [server.post(b"{}")[0] for _ in range(21)] == [401] * 20 + [429]
    server.now += 61
    assert server.post(b"{}")[0] == 401


def test_what_is_signed_is_heard_however_much_was_refused_since_behind_a_web_server_all_have_one_address(server: Server) -> None:
    assert [server.post(b"{}")[0] for _ in range(21)][-1] == 429
    assert server.github(push())[0] == 202
    assert [server.github(push())[0] for _ in range(21)] == [409] * 21
    assert server.asked == ["g01"]


def test_silent_connections_are_closed_and_keep_nobody_out_for_long(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HeaderTimeout, "seconds", 2.0)
    parts = urlsplit(server.address)
    with ExitStack() as held:
        lines = [held.enter_context(socket.create_connection((str(parts.hostname), parts.port or 0), 10)) for _ in range(32)]
        for line in lines[1:]:
            line.sendall(b"POST /webhook HTTP/1.1\r\n")
        assert server.github(push())[0] == 503
        began = time.monotonic()
        assert [line.recv(1) for line in lines] == [b""] * 32
        assert time.monotonic() - began < 8
        assert server.github(push())[0] == 202


def test_a_second_request_has_no_more_time_than_the_first(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HeaderTimeout, "seconds", 1.0)
    parts = urlsplit(server.address)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as line:
        line.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while not answer.endswith(b"Not Found"):
            answer += line.recv(4096)
        line.sendall(b"GET /no")
        assert line.recv(1) == b""


def test_a_body_may_come_later_than_a_header_has_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HeaderTimeout, "seconds", 0.5)
    parts = urlsplit(server.address)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as line:
        line.sendall(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")
        time.sleep(1)
        line.sendall(b"{}")
        assert line.recv(4096).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("moment", [10**400, -(10**400), "1e999", True], ids=["late", "early", "text", "truth"])
def test_a_signed_push_at_a_moment_of_no_clock_makes_no_error_of_the_server(server: Server, moment: Any) -> None:
    event = push()
    event["repository"]["pushed_at"] = moment
    assert server.github(event)[0] == (400 if type(moment) is int else 202)


def test_what_is_no_push_does_nothing(server: Server) -> None:
    assert server.github({"zen": "Keep it logically awesome."}, "ping")[0] == 200
    assert server.github({"zen": "x"}, "push")[0] == 400
    assert server.github(push(repository="somebody/else"))[0] == 404
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(server.address, timeout=10)  # noqa: S310 - this test's own server
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(server.address.replace("webhook", ".env"), timeout=10)  # noqa: S310 - this test's own server
    assert server.asked == []


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff", b"[]", b'{"repository": []}', b'{"repository": {"clone_url": 3}}'])
def test_a_signed_body_that_is_no_event_is_refused(server: Server, body: bytes) -> None:
    signature = f"sha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"
    assert server.post(body, X_Hub_Signature_256=signature, X_GitHub_Event="push")[0] == 400


def test_a_place_that_is_none_or_taken_is_said(server: Server) -> None:
    taken = urlsplit(server.address)
    with pytest.raises(MachineError, match="nothing can listen"), listen(f"127.0.0.1:{taken.port}", _no_one(), time.time, print):
        pass
    for place in ("8642", "127.0.0.1:99999", "a b:1"):
        with pytest.raises(InputError, match="no place to listen"), listen(place, _no_one(), time.time, print):
            pass


def _no_one() -> Receiver:
    return Receiver([SECRET], dict)


def test_a_secret_comes_from_a_file_of_its_own_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n\nthe one before that\n", encoding="utf-8")
    file.chmod(0o600)
    assert read_secrets(file, {}) == (SECRET, "the one before that")
    assert read_secrets(None, {"GRADER_WEBHOOK_SECRET": SECRET}) == (SECRET,)
    file.chmod(0o640)
    with pytest.raises(InputError, match="others than its owner"):
        read_secrets(file, {})
    with pytest.raises(InputError, match="no secret"):
        read_secrets(None, {})
    with pytest.raises(InputError, match="shorter than 16"):
        read_secrets(None, {"GRADER_WEBHOOK_SECRET": "short"})
    with pytest.raises(InputError, match="cannot be read"):
        read_secrets(tmp_path / "missing", {})
