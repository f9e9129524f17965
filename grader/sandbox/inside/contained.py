"""The first process of a container: one run, and with its end the end of everything in the container.

It connects to the socket in argv[1], on which the host listened before it started the container; the requests are those of
serve.py. Nothing that a run does can end or stop the first process of its process namespace, so it needs no process between.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
import sys
from pathlib import Path

import wall
from serve import Server, get_ready, read_request, say_ended, send

_TICK = 200  # milliseconds
_REAPED = 50  # orphans at a turn: a storm of them must not keep this process from hearing the host
_CGROUP = Path("/sys/fs/cgroup")


class Contained(Server):
    """Serves one request, or none when the host hangs up."""

    def serve(self) -> None:
        """Fork for the request, wait, end whatever is left, and report."""
        taken = read_request(self.control)
        if taken is None:
            return
        request, descriptors, status = taken
        request["parameters"]["contained"] = True  # nothing but this run is in this namespace
        go, hold = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(hold)
            self.control.close()
            self.selector.close()
            self.run(request, descriptors, status, go)
        os.close(go)
        wall.hide()
        for descriptor in (*descriptors[:2], *descriptors[3:]):
            os.close(descriptor)
        send(status, {"event": "started"}, [os.pidfd_open(os.getpid())])
        code = 0
        if status.recv(2):  # the host watches
            os.close(hold)
            code = self.wait_for(first)
        code = end_everything(first, code)
        say_ended(status, code, resource.getrusage(resource.RUSAGE_CHILDREN), **what_was_killed())

    def wait_for(self, first: int) -> int:
        """Wait until the run's own process ends, and return its code; 0 when the host wants it ended, and it has none yet.

        A host that hangs up hears nothing more: what it ended itself is no fault of the run.
        """
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(os.pidfd_open(first), select.POLLIN)
        tick = _TICK
        while True:
            wanted = any(descriptor == self.control.fileno() for descriptor, _ in poll.poll(tick))
            tick = 0
            for _ in range(_REAPED):
                process, code = os.waitpid(-1, os.WNOHANG)  # orphans too: they would count as processes
                if process == first:
                    return os.waitstatus_to_exitcode(code) & 0xFF
                if process == 0:
                    tick = _TICK
                    break
            if wanted:
                if not self.control.recv(16):
                    os._exit(1)
                return 0


def end_everything(first: int, code: int) -> int:
    """Kill and reap all there is but this process; return the code of `first`, which is `code` if it was reaped before."""
    while True:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        try:
            process, status = os.wait()
        except ChildProcessError:
            return code
        if process == first:
            code = os.waitstatus_to_exitcode(status) & 0xFF


def what_was_killed() -> dict[str, bool]:
    """Say whether the kernel killed something in this container because it was `full`, or `starved` by a machine that was."""
    with contextlib.suppress(OSError):
        killed, reached = in_version_2() if (_CGROUP / "memory.events").exists() else in_version_1()
        return {"full": killed and reached, "starved": killed and not reached}
    return {}


def in_version_2() -> tuple[bool, bool]:
    """Say whether something was killed, and whether the group ever came to its limit."""
    events = _CGROUP / "memory.events"
    return counted(events, "oom_kill"), counted(events, "max")


def in_version_1() -> tuple[bool, bool]:
    """Say the same; a limit for swap that is the one for memory, as engines set it, lets nothing count as failed."""
    group = _CGROUP / "memory"
    return counted(group / "memory.oom_control", "oom_kill"), came_to_its_limit(group)


def came_to_its_limit(group: Path) -> bool:
    """Say whether a group of version 1 ever did, by its failures or by the most that it used."""
    if number(group / "memory.failcnt", 0) > 0:
        return True
    pairs = ((group / f"{kind}.max_usage_in_bytes", group / f"{kind}.limit_in_bytes") for kind in ("memory", "memory.memsw"))
    return any(number(most, 0) >= number(limit, sys.maxsize) for most, limit in pairs)


def number(path: Path, otherwise: int) -> int:
    """Return what a file says that holds one number."""
    with contextlib.suppress(OSError):
        return int(path.read_text(encoding="ascii"))
    return otherwise


def counted(path: Path, name: str) -> bool:
    """Say whether a file of lines `name number` counts any of what is called so."""
    lines = [line.partition(" ") for line in path.read_text(encoding="ascii").splitlines()]
    return any(said == name and count != "0" for said, _, count in lines)


def main() -> None:
    """Connect, get ready, serve one run; anywhere but as the first process of a namespace, it would end what is not its own."""
    if os.getpid() != 1:
        sys.exit("the engine gives containers no processes of their own, or starts another first in them: see its settings")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the only signal that Python itself would hear from inside
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    control.connect(sys.argv[1])
    Contained(control, get_ready(control)).serve()


if __name__ == "__main__":
    main()
