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
_CGROUP = Path("/sys/fs/cgroup")


class Contained(Server):
    """Serves one request, or none when the host hangs up."""

    def serve(self) -> None:
        """Fork for the request, wait, end whatever is left, and report."""
        taken = read_request(self.control)
        if taken is None:
            return
        request, descriptors, status = taken
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
        while True:
            wanted = any(descriptor == self.control.fileno() for descriptor, _ in poll.poll(_TICK))
            while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):  # orphans too: they would count as processes
                if ended[0] == first:
                    return os.waitstatus_to_exitcode(ended[1]) & 0xFF
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
    events, old = _CGROUP / "memory.events", _CGROUP / "memory"
    for counts, limit, name in ((events, events, "max"), (old / "memory.oom_control", old / "memory.failcnt", "")):
        with contextlib.suppress(OSError):
            killed, reached = counted(counts, "oom_kill"), counted(limit, name)
            return {"full": killed and reached, "starved": killed and not reached}
    return {}


def counted(path: Path, name: str) -> bool:
    """Say whether a file of lines `name number`, or of one number alone, counts any of what is called so."""
    lines = [line.rpartition(" ") for line in path.read_text(encoding="ascii").splitlines()]
    return any(said == name and number != "0" for said, _, number in lines)


def main() -> None:
    """Connect, get ready, serve one run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the only signal that Python itself would hear from inside
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    control.connect(sys.argv[1])
    Contained(control, get_ready(control)).serve()


if __name__ == "__main__":
    main()
