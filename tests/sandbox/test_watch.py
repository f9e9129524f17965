# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.core.limits import MIB, Limits
from grader.sandbox.watch import Received, Watch, read_object


def _frame(kind: bytes, body: bytes, name: bytes = b"", length: int | None = None) -> bytes:
    return struct.pack("=cHQ", kind, len(name), len(body) if length is None else length) + name + body


@pytest.fixture
def watched() -> Iterator[Callable[..., Any]]:
    """Return a function that watches an imagined run: what it says, how it ended."""
    with contextlib.ExitStack() as stack:

        def run(
            said: bytes,
            code: int | None = 0,
            failed: str = "",
            heard: Any = None,
            group: dict[str, bool] | None = None,
            **limits: Any,
        ) -> Any:
            reading, writing = os.pipe()
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            stack.callback(os.close, reading)
            stack.enter_context(ours)

            def speak() -> None:
                with contextlib.suppress(BrokenPipeError):
                    view = memoryview(said)
                    while view:
                        view = view[os.write(writing, view[:65536]) :]
                os.close(writing)
                if failed:
                    theirs.send(json.dumps({"event": "failed", "why": failed}).encode())
                if code is not None:
                    theirs.send(json.dumps({"event": "ended", "code": code, "cpu": 0.5, "server": 0, **(group or {})}).encode())
                theirs.close()

            threading.Thread(target=speak, daemon=True).start()
            return Watch(reading, ours, Limits(**limits), heard).until_end(time.monotonic())

        yield run


def test_a_run_that_reports_is_ok(watched: Callable[..., Any]) -> None:
    outcome = watched(_frame(b"E", b'{"event": "x"}') + _frame(b"F", b"body", b"name") + _frame(b"D", b'{"a": 1}'))
    assert (outcome.status, outcome.document["a"], outcome.files) == ("OK", 1, {"name": b"body"})
    assert outcome.document["events"] == [{"event": "x"}]


def test_events_are_heard_in_order_as_they_come(watched: Callable[..., Any]) -> None:
    heard: list[Any] = []
    watched(b"".join(_frame(b"E", json.dumps({"n": n}).encode()) for n in range(50)), heard=heard.append)
    assert [event["n"] for event in heard] == list(range(50))


@pytest.mark.parametrize(("code", "status"), [(0, "KERNEL_DIED"), (-9, "KERNEL_DIED"), (70, "KERNEL_DIED"), (72, "MEMORY")])
def test_a_run_without_a_result_is_never_ok(watched: Callable[..., Any], code: int, status: str) -> None:
    assert watched(b"", code=code).status == status


@pytest.mark.parametrize("said", [
    b"hello, world, this is no frame", _frame(b"D", b"[]"), _frame(b"D", b"\xff"), _frame(b"D", b"", length=2**63), _frame(b"E", b"1"),
    _frame(b"D", b"[" * 10**6), _frame(b"D", b'{"a":' * 10**5), _frame(b"D", b'{"a": ' + b"9" * 5000 + b"}"),
])  # fmt: skip
def test_a_lie_is_called_output(watched: Callable[..., Any], said: bytes) -> None:
    assert watched(said).status == "OUTPUT"


def test_nothing_after_the_result_counts(watched: Callable[..., Any]) -> None:
    outcome = watched(_frame(b"D", b'{"a": 1}') + _frame(b"D", b'{"a": 2}') + _frame(b"F", b"late", b"x"))
    assert outcome.document["a"] == 1
    assert not outcome.files


def test_a_server_that_vanishes_is_the_machines_fault(watched: Callable[..., Any]) -> None:
    with pytest.raises(MachineError):
        watched(_frame(b"D", b"{}"), code=None)
    with pytest.raises(MachineError, match="no room"):
        watched(b"", code=71, failed="no room")


def test_what_the_whole_machine_killed_says_nothing_of_a_run_whose_own_group_is_known(
    watched: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kills = itertools.count()
    monkeypatch.setattr("grader.sandbox.watch.machine_kills", lambda: next(kills))  # another one each time that it is asked
    assert watched(b"", code=-9, group={"full": False, "starved": False}).status == "KERNEL_DIED"
    assert watched(b"", code=-9, group={"full": True, "starved": False}).status == "MEMORY"
    for known in ({"full": False, "starved": True}, None):
        with pytest.raises(MachineError, match="had no memory left"):
            watched(b"", code=-9, group=known)


def test_a_run_that_never_started_does_not_hang_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.watch._START_SECONDS", 1.0, raising=False)
    reading, writing = os.pipe()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ended = threading.Event()

    def watch() -> None:
        with contextlib.suppress(MachineError):
            Watch(reading, ours, Limits(seconds=0.2)).until_end(time.monotonic())
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    in_time = ended.wait(0.2 + 5 + 2)
    os.close(writing)
    theirs.close()
    ended.wait(5)
    os.close(reading)
    ours.close()
    assert in_time


@pytest.mark.slow
def test_looking_at_many_processes_never_delays_the_clock() -> None:
    storm = subprocess.Popen(
        [
            sys.executable,
            "-S",
            "-c",
            "import os, time\nfor _ in range(150): os.fork() or (time.sleep(30), os._exit(0))\ntime.sleep(30)",
        ]
    )
    reading, writing = os.pipe()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    handle = os.pidfd_open(storm.pid)
    socket.send_fds(theirs, [b'{"event": "started"}'], [handle])
    os.close(handle)
    threading.Thread(
        target=lambda: (
            theirs.recv(2),
            storm.wait(),
            os.close(writing),
            theirs.send(b'{"event": "ended", "code": -9, "cpu": 0, "server": 0}'),
            theirs.close(),
        ),
        daemon=True,
    ).start()
    started = time.monotonic()
    outcome = Watch(reading, ours, Limits(seconds=1, memory_bytes=100 * MIB)).until_end(started)
    os.close(reading)
    ours.close()
    assert outcome.status in {"TIMEOUT", "MEMORY"}
    assert time.monotonic() - started < 1 + 5 + 1


def test_only_an_object_is_read() -> None:
    assert read_object(b'{"a": [1, null]}') == {"a": [1, None]}
    for body in (b"1", b"null", b'"x"', b"", b"{", b"\xff\xfe", b"[" * 10**5):
        with pytest.raises(ValueError):  # noqa: PT011 - whichever kind
            read_object(body)


def _feed(part: bytes, times: int) -> None:
    received = Received()
    for _ in range(times):
        received.feed(part)


def test_events_without_end_are_refused_before_they_fill_this_process() -> None:
    megabyte = _frame(b"E", b'{"a": [' + b"[]," * 350_000 + b"[]]}")  # as objects, more than twenty times as much
    with pytest.raises(ValueError):  # noqa: PT011 - whichever limit is the first
        _feed(megabyte, 20)


def test_small_events_without_end_are_refused_too() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        _feed(_frame(b"E", b'{"event": "x"}') * 10_000, 100)
