# ruff: noqa: E501, ISC004, RUF005 - a notebook's cell reads best in one piece, and a long one in pieces beside each other
from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_LISTENERS = {
    "tcp": ("socket.create_server(('127.0.0.1', 5555))", "socket.create_connection(('127.0.0.1', 5555), 1)"),
    "abstract": ("bound('\\0meet')", "connected('\\0meet')"),
    "path": ("bound('/tmp/meet')", "connected('/tmp/meet')"),
}
_SOCKETS = """
import os, select, socket, time
def bound(name):
    made = socket.socket(socket.AF_UNIX)
    made.bind(name)
    made.listen()
    return made
def connected(name):
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(1)
    made.connect(name)
    return made
"""


@pytest.mark.parametrize("which", ["server", "fresh"])
def test_no_address_of_the_host_can_be_reached(
    attack: Callable[..., Any], which: str, host_marker: Path, request: pytest.FixtureRequest
) -> None:
    with socket.create_server(("", 0)) as port, socket.socket(socket.AF_UNIX) as local, socket.socket(socket.AF_UNIX) as named:
        local.bind(str(host_marker / "s"))
        (host_marker / "s").chmod(0o777)
        named.bind("\0attack-test")
        local.listen()
        named.listen()
        ran = attack([
            _SOCKETS,
            f"""got = []
for address in ('127.0.0.1', '0.0.0.0', socket.gethostname(), '169.254.169.254', '192.0.2.1'):
    try:
        socket.create_connection((address, {port.getsockname()[1]}), 1)
        got.append(address)
    except OSError:
        pass
print(got)""",
            f"""got = []
for name in ({str(host_marker / 's')!r}, '\\0attack-test'):
    try:
        connected(name)
        got.append(name)
    except OSError:
        pass
print(got)""",
            """got = []
for family, kind in ((socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET6, socket.SOCK_DGRAM)):
    with socket.socket(family, kind) as s:
        for address in ('192.0.2.1', '8.8.8.8', '255.255.255.255') if family == socket.AF_INET else ('2001:db8::1', 'ff02::1'):
            try:
                s.sendto(b'x', (address, 53))
                got.append(address)
            except OSError:
                pass
print(got)""",
            """got = []
for family, kind in ((socket.AF_INET, socket.SOCK_RAW), (17, socket.SOCK_RAW), (40, socket.SOCK_STREAM), (38, socket.SOCK_SEQPACKET)):
    try:
        socket.socket(family, kind)
        got.append(family)
    except OSError:
        pass
print(got)""",
            """import urllib.request
try:
    urllib.request.urlopen('http://example.org', timeout=2)
    print('reached')
except OSError:
    print('[]')""",
        ], sandbox=request.getfixturevalue(which))  # fmt: skip
    assert ran.answers()[1:] == ["[]"] * 5


@pytest.fixture(scope="module")
def meeting(attack: Callable[..., Any]) -> tuple[list[str], list[str]]:
    """Two submissions that run at one time and would like to meet: one waits in every way there is, one calls."""
    waiting = [_SOCKETS] + [
        f"ears = {{{', '.join(f'{name!r}: {listen}' for name, (listen, _) in _LISTENERS.items())}}}",
        "master, slave = os.openpty()\ntime.sleep(3.5)\nfor name, ear in ears.items():\n    ear.settimeout(0.1)\n    try:\n"
        "        ear.accept()\n        print(name)\n    except OSError:\n        pass",
        "print('forged' if select.select([master], [], [], 0.1)[0] else 'quiet')",
    ]
    calling = [_SOCKETS + "time.sleep(1.5)"] + [
        f"try:\n    {call}\n    print('met')\nexcept OSError:\n    print('alone')" for _, call in _LISTENERS.values()
    ] + ["""got = []
for name in os.listdir('/dev/pts'):
    if name != 'ptmx':
        try:
            os.write(os.open('/dev/pts/' + name, os.O_RDWR | os.O_NOCTTY), b'forged')
            got.append(name)
        except OSError:
            pass
print(got)"""]  # fmt: skip
    with ThreadPoolExecutor(2) as both:
        first, second = both.submit(attack, waiting), both.submit(attack, calling)
        return first.result().answers(), second.result().answers()


@pytest.mark.parametrize("number", range(3), ids=list(_LISTENERS))
def test_two_runs_at_one_time_cannot_talk_by_socket(meeting: tuple[list[str], list[str]], number: int) -> None:
    _, called = meeting
    assert called[1 + number] == "alone"


def test_nobody_calls_a_run_that_listens(meeting: tuple[list[str], list[str]]) -> None:
    waited, _ = meeting
    assert waited[2] == ""


def test_two_runs_at_one_time_share_no_terminal(meeting: tuple[list[str], list[str]]) -> None:
    waited, called = meeting
    assert (waited[3], called[4]) == ("quiet", "[]")
