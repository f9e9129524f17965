"""Tries to get out. Each question is answered by attempting it; the document says what succeeded.

This is our own code playing the submission: it runs where a notebook's kernel would, with the same powers.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def run(parameters: dict[str, Any], inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Attempt `parameters['attempts']` (names of functions here) and return for each '' or what it got hold of."""
    del inputs, project
    found = {}
    for name in parameters["attempts"]:
        try:
            found[name] = str(ATTEMPTS[name](parameters))[:300]
        except Exception as error:  # noqa: BLE001 - being refused is the good answer, in whatever way
            found[name] = ""
            found[f"{name}:refused"] = f"{type(error).__name__}: {error}"[:200]
    return {"found": found}, {}


def environment(parameters: dict[str, Any]) -> str:
    """Look for the host's secret in every environment that /proc shows, and in the memory that this process was started with."""
    secret = parameters["secret"]
    if secret in str(dict(os.environ)):
        return "my own environment"
    if secret.encode() in started_with():
        return "what this process was started with"
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("environ", "cmdline"):
            try:
                text = (process / name).read_bytes()
            except OSError:
                continue
            if secret.encode() in text:
                return f"{process}/{name}"
    return ""


def started_with() -> bytes:
    """Return the block of memory that held the first environment: clearing os.environ leaves it as it was."""
    numbers = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    start, end = int(numbers[47]), int(numbers[48])  # env_start and env_end, fields 50 and 51; the first here is field 3
    return ctypes.string_at(start, end - start)


def host_file(parameters: dict[str, Any]) -> str:
    """Read a file of the host by its path, and through the roots that /proc shows."""
    path = parameters["host_file"]
    for root in ("", "/proc/1/root", "/proc/self/root", "/proc/2/root", f"/proc/{os.getppid()}/root"):
        try:
            return f"{root}{path}: {Path(root + path).read_text(encoding='utf-8')[:40]}"
        except OSError:
            continue
    return ""


def write_outside(parameters: dict[str, Any]) -> str:
    """Write anywhere but in the run's own folder."""
    places = ["/", "/usr/lib", "/usr/bin", "/etc", "/srv", "/srv/inside", "/srv/data", sys.prefix, sys.base_prefix,
              "/dev", "/proc/sys/kernel", "/run", "/var/tmp"]  # fmt: skip  # noqa: S108 - the attempt
    places += [str(Path(parameters["host_file"]).parent), *(entry for entry in sys.path if entry.startswith("/"))]
    written = []
    for place in places:
        target = Path(place, "written-by-probe")
        try:
            target.write_text("x", encoding="ascii")
        except OSError:
            continue
        target.unlink()
        written.append(place)
    return " ".join(sorted(set(written) - {str(Path.cwd())}))


def network(parameters: dict[str, Any]) -> str:
    """Reach a port the host listens on, by its addresses and by name."""
    for family, address in (
        (socket.AF_INET, "127.0.0.1"),
        (socket.AF_INET, parameters["host_address"]),
        (socket.AF_INET6, "::1"),
    ):
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(2)
            if client.connect_ex((address, parameters["port"])) == 0:
                return f"{address}:{parameters['port']}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        try:
            client.sendto(b"x", ("192.0.2.1", 53))
        except OSError:
            return ""
        return "a datagram left for 192.0.2.1"


def local_socket(parameters: dict[str, Any]) -> str:
    """Reach a local socket of the host, by path and by abstract name."""
    for name in (parameters["socket"], "\0" + parameters["abstract"]):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            if client.connect_ex(name) == 0:
                return repr(name)
    return ""


def survive(parameters: dict[str, Any]) -> str:
    """Leave a process behind: double-forked, in a session of its own. The host looks for it afterwards."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-S", "-c", "import time; time.sleep(300)", parameters["marker"]])  # noqa: S606 - the attempt
        os._exit(0)
    time.sleep(0.5)
    return ""


def leave_files(parameters: dict[str, Any]) -> str:
    """Put a marker wherever writing works, for a sibling or a later run to find."""
    for place in ("/tmp", "/dev/shm", "/var/tmp", str(Path.cwd()), str(Path.home())):  # noqa: S108 - the attempt
        try:
            Path(place, parameters["marker"]).write_text("left", encoding="ascii")
        except OSError:
            continue
    time.sleep(parameters.get("stay", 0))
    return ""


def find_files(parameters: dict[str, Any]) -> str:
    """Look for a sibling's marker in every place one could write, and through every process's root."""
    roots = [Path("/"), *Path("/proc").glob("[0-9]*/root")]
    for root in roots:
        for place in ("tmp", "dev/shm", "var/tmp", "tmp/project", "tmp/home"):
            if (root / place / parameters["marker"]).exists():
                return str(root / place)
    return ""


def see_processes(parameters: dict[str, Any]) -> str:
    """See or signal a process that is not this run's own."""
    del parameters
    mine = {os.getpid(), os.getppid(), *children()}  # where it can see what started it, that is there for this run alone
    others = {int(path.name) for path in Path("/proc").glob("[0-9]*")} - mine
    if others:
        return f"processes {sorted(others)}"
    return ""


def children() -> set[int]:
    """Return this process's descendants, whose parents may have been inherited by it."""
    return {int(word) for path in Path("/proc/self/task").glob("*/children") for word in path.read_text(encoding="ascii").split()}


def descriptors(parameters: dict[str, Any]) -> str:
    """Find an open descriptor that leads anywhere but to this run's inputs, its result pipe and /dev/null."""
    del parameters
    odd = []
    for path in Path("/proc/self/fd").iterdir():
        try:
            target = str(path.readlink())
        except OSError:
            continue
        if not target.startswith(("/memfd:input", "pipe:", "/dev/null", "/proc/")) and int(path.name) > 2:
            odd.append(target)
    return " ".join(odd)


def capabilities(parameters: dict[str, Any]) -> str:
    """Hold a capability, or be able to gain privileges."""
    del parameters
    status = dict(
        line.split(":\t", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if ":\t" in line
    )
    held = [name for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb", "CapInh") if int(status[name], 16)]
    return " ".join([*held, *([] if status["NoNewPrivs"].strip() == "1" else ["may gain privileges"])])


def namespaces(parameters: dict[str, Any]) -> str:
    """Make a namespace, mount something, or change the root."""
    del parameters
    libc = ctypes.CDLL(None, use_errno=True)
    got = [name for name, flag in (("user", 0x10000000), ("mount", 0x20000), ("pid", 0x20000000)) if libc.unshare(flag) == 0]
    if libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None) == 0:
        got.append("mounted")
    return " ".join(got)


def kernel_interfaces(parameters: dict[str, Any]) -> str:
    """Use a part of the kernel that sandboxes have been left by: ptrace, keyrings, io_uring, bpf, vsock, raw sockets."""
    del parameters
    libc = ctypes.CDLL(None, use_errno=True)
    x86 = os.uname().machine == "x86_64"
    calls = {"ptrace": 101 if x86 else 117, "add_key": 248 if x86 else 217, "io_uring_setup": 425, "bpf": 321 if x86 else 280,
             "userfaultfd": 323 if x86 else 282, "perf_event_open": 298 if x86 else 241}  # fmt: skip
    got = [
        name
        for name, number in calls.items()
        if libc.syscall(number, 99999, 0, 0, 0, 0) >= 0 or ctypes.get_errno() not in {1, 38}
    ]
    for name, family in (("AF_VSOCK", 40), ("AF_PACKET", 17), ("AF_ALG", 38)):
        try:
            socket.socket(family, socket.SOCK_STREAM).close()
        except OSError:
            continue
        got.append(name)
    return " ".join(got)


def driver_memory(parameters: dict[str, Any]) -> str:
    """From a child of the run, reach into the run's first process, which holds the result pipe, and into what started that."""
    del parameters
    above, (reading, writing) = {os.getpid(), os.getppid()} - {0}, os.pipe()
    if os.fork() == 0:
        got = []
        for process, name in itertools.product(above, ("mem", "environ", "fd", "maps")):
            try:
                path = Path(f"/proc/{process}/{name}")
                got.append(name) if (list(path.iterdir()) if name == "fd" else path.open("rb").read(1)) else None
            except OSError:
                continue
        os.write(writing, " ".join(got).encode())
        os._exit(0)
    os.close(writing)
    os.wait()
    return os.read(reading, 1000).decode()


def forks(parameters: dict[str, Any]) -> str:
    """Start more processes than the limit allows."""
    started = []
    try:
        for _ in range(int(parameters["processes"]) + 50):
            child = os.fork()
            if child == 0:
                time.sleep(30)
                os._exit(0)
            started.append(child)
    except OSError:
        return ""
    finally:
        for child in started:
            os.kill(child, 9)
            os.waitpid(child, 0)
    return f"{len(started)} processes"


def disk(parameters: dict[str, Any]) -> str:
    """Write more than the limit allows, in many files."""
    written, block = 0, b"x" * (1 << 20)
    try:
        for number in range(10_000):
            with Path(f"fill{number}").open("wb") as stream:
                for _ in range(16):
                    written += stream.write(block)
            if written > int(parameters["disk_bytes"]) + (64 << 20):
                return f"{written >> 20} MiB"
    except OSError:
        return ""
    finally:
        for path in Path().glob("fill*"):
            path.unlink()
    return ""


def set_user(parameters: dict[str, Any]) -> str:
    """Become another user, by call or by a set-uid program."""
    del parameters
    try:
        os.setuid(0)
    except OSError:
        pass
    else:
        return "setuid(0)"
    done = subprocess.run(["/usr/bin/su", "-c", "id -u"], capture_output=True, timeout=10, check=False, stdin=subprocess.DEVNULL)
    return "su" if done.stdout.strip() == b"0" else ""


ATTEMPTS: dict[str, Callable[[dict[str, Any]], str]] = {
    attempt.__name__: attempt
    for attempt in (
        environment, host_file, write_outside, network, local_socket, survive, leave_files, find_files, see_processes,
        descriptors, capabilities, namespaces, kernel_interfaces, driver_memory, forks, disk, set_user,
    )
}  # fmt: skip
