"""The definition of done for a sandbox: questions that are asked of it on this machine, each by trying.

A sandbox conforms when every answer is "no".
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.limits import MIB, Limits
from grader.sandbox.job import Job, Outcome, Sandbox

QUESTIONS: Mapping[str, str] = {
    "environment": "Can it read the grader's environment?",
    "host_file": "Can it read a file of this machine?",
    "write_outside": "Can it write outside its own folder, or where it imports from?",
    "network": "Can it reach 127.0.0.1, this machine's address, or send a datagram?",
    "local_socket": "Can it reach a local socket of this machine?",
    "see_processes": "Can it see a process that is not its own?",
    "find_files": "Can it see a file of a run beside it, or of an earlier one?",
    "descriptors": "Did it inherit a descriptor that leads outside?",
    "capabilities": "Does it hold a capability, or can it gain one?",
    "namespaces": "Can it make a namespace or mount something?",
    "kernel_interfaces": "Can it use ptrace, keyrings, io_uring, bpf, vsock or raw sockets?",
    "driver_memory": "Can a process it starts reach into the one that reports?",
    "set_user": "Can it become another user?",
    "forks": "Can it start more processes than its limit?",
    "disk": "Can it write more than its limit?",
    "memory": "Can it use more memory than its limit?",
    "endless": "Can it run longer than its limit?",
    "survive": "Does a process of it survive the run?",
}
_PROXY = "ftp_proxy"  # handed on by some engines like its relatives, and used by nothing of ours
_LIMITS = Limits(seconds=60, memory_bytes=1024 * MIB, disk_bytes=64 * MIB, processes=100)
_TRIED_TOGETHER = tuple(name for name in QUESTIONS if name not in {"find_files", "memory", "endless", "survive"})


@dataclass(frozen=True)
class Reply:
    """The answer to one question: `no` is good; `detail` says what the attempt got hold of, or what stopped it."""

    name: str
    question: str
    no: bool
    detail: str = ""


def conformance(sandbox: Sandbox) -> tuple[Reply, ...]:
    """Ask every question of `sandbox` and return the replies in order."""
    with _bait() as bait:
        found = {**_attempt(sandbox, _TRIED_TOGETHER, bait), **_siblings(sandbox, bait), "survive": _survivor(sandbox, bait)}
    found["memory"] = _memory(sandbox)
    found["endless"] = _endless(sandbox)
    return tuple(Reply(name, question, found[name] == "", found[name]) for name, question in QUESTIONS.items())


@contextlib.contextmanager
def _bait() -> Iterator[dict[str, Any]]:
    """Lay out things worth reaching: a secret in our environment, a file, a port, a local socket."""
    secret = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-bait-")))
        folder.chmod(0o755)
        (folder / "secret").write_text(secret, encoding="ascii")
        for name, value in ((f"GRADER_BAIT_{os.getpid()}", secret), (_PROXY, f"http://grader:{secret}@127.0.0.1:9")):
            stack.callback(_put_back, name, os.environ.get(name))
            os.environ[name] = value
        port = stack.enter_context(socket.create_server(("", 0)))
        for address in (str(folder / "socket"), f"\0{secret}"):
            local = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            local.bind(address)
            local.listen()
        (folder / "socket").chmod(0o777)
        yield {
            "secret": secret, "host_file": str(folder / "secret"), "port": port.getsockname()[1], "host_address": _own_address(),
            "socket": str(folder / "socket"), "abstract": secret, "marker": f"marker-{secrets.token_hex(8)}",
            "processes": _LIMITS.processes, "disk_bytes": _LIMITS.disk_bytes,
        }  # fmt: skip


def _put_back(name: str, value: str | None) -> None:
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value


def _own_address() -> str:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: only asks which address would be used
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def _run(sandbox: Sandbox, bait: Mapping[str, Any], *attempts: str, **more: Any) -> Outcome:
    return sandbox.run(Job("probe", {**bait, **more, "attempts": list(attempts)}, limits=_LIMITS, name="conformance"))


def _attempt(sandbox: Sandbox, attempts: tuple[str, ...], bait: Mapping[str, Any]) -> dict[str, str]:
    """Try several in one run; one that never answered counts as a yes."""
    found = _run(sandbox, bait, *attempts).document.get("found", {})
    return {name: str(found.get(name, "no answer came back")) for name in attempts}


def _siblings(sandbox: Sandbox, bait: Mapping[str, Any]) -> dict[str, str]:
    """Leave a marker in one run; look for it from another beside it and from one after it."""
    stays = threading.Thread(target=_run, args=(sandbox, bait, "leave_files"), kwargs={"stay": 3})
    stays.start()
    time.sleep(1.5)
    beside = _attempt(sandbox, ("find_files",), bait)["find_files"]
    stays.join()
    return {"find_files": beside or _attempt(sandbox, ("find_files",), bait)["find_files"]}


def _survivor(sandbox: Sandbox, bait: Mapping[str, Any]) -> str:
    """Look through this machine's processes for what a run left behind."""
    _run(sandbox, bait, "survive")
    marker = str(bait["marker"]).encode()
    until = time.monotonic() + 2
    while left := [path.parent.name for path in Path("/proc").glob("[0-9]*/cmdline") if marker in _bytes(path)]:
        if time.monotonic() > until:
            for process in left:
                os.kill(int(process), 9)
            return f"process {' '.join(left)}"
        time.sleep(0.1)
    return ""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # it ended while we looked


def _memory(sandbox: Sandbox) -> str:
    limits = Limits(seconds=30, memory_bytes=300 * MIB, disk_bytes=64 * MIB)
    outcome = sandbox.run(Job("hog", {"how": "memory", "bytes": 4096 * MIB}, limits=limits, name="conformance"))
    return (
        ""
        if outcome.status.value == "MEMORY" and outcome.peak_bytes < 3 * limits.memory_bytes
        else f"{outcome.peak_bytes // MIB} MiB"
    )


def _endless(sandbox: Sandbox) -> str:
    started = time.monotonic()
    sandbox.run(Job("hog", {"how": "time"}, limits=Limits(seconds=1), name="conformance"))
    seconds = time.monotonic() - started
    return "" if seconds < 1 + 5 + 4 else f"{seconds:.0f} s"
