"""One container for one run: started with its bounds, spoken to over a socket, ended with everything in it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from grader.core.errors import MachineError
from grader.sandbox.bubblewrap import SEEN_INSIDE, account_files
from grader.sandbox.containers.container_options import SEEN_CONTROL, Account, container_options
from grader.sandbox.containers.engine import Engine
from grader.sandbox.server_process import READY_SECONDS, ServerPlan, ServerProcess, environment, nobody

_SOCKET = "socket"
_TICK, _END_SECONDS = 0.1, 5.0
_REMOVE_SECONDS = 60


class ContainerProcess(ServerProcess):
    """A server process whose first process inside is `contained.py`; it hangs up when the run is over, or when the host does."""

    def __init__(self, plan: ServerPlan) -> None:
        if plan.engine is None:
            raise ValueError("a container needs an engine")
        self._engine: Engine = plan.engine
        self._told = False
        self._name = f"grader-{secrets.token_hex(8)}"
        super().__init__(plan)

    def _begin(self) -> None:
        folder = Path(self.scratch, "control")
        folder.mkdir(mode=0o755)
        self.control = self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)  # until the container has connected
        self._listening.bind(str(folder / _SOCKET))
        (folder / _SOCKET).chmod(0o666)  # the folder it lies in is for us alone, and for who is in the container
        self._listening.listen(1)
        self.process = self._spawn([self._engine.program, *self._options(folder)], [], os.environ)

    def _options(self, control: Path) -> list[str]:
        account, limits = self._account(), self.plan.limits
        options = container_options(self._engine.name, self._wall(), limits, account, name=self._name, control=control)
        program = [self.plan.python, "-s", "-B", f"{SEEN_INSIDE}/contained.py", f"{SEEN_CONTROL}/{_SOCKET}"]
        return [*options, self._engine.image, *_alone(environment(self.plan)), *program]

    def _account(self) -> Account:
        """Return who the container's process is: whoever runs the grader, or nobody else here where that is root."""
        root = os.geteuid() == 0
        uid, gid = (nobody(),) * 2 if root else (os.geteuid(), os.getegid())
        passwd, group = Path(self.scratch, "passwd"), Path(self.scratch, "group")
        for path, text in zip((passwd, group), account_files(uid, gid), strict=True):
            path.write_bytes(text)
            path.chmod(0o644)
        return Account(uid, gid, passwd, group, keep=not root and self._engine.name == "podman")

    def _wait(self) -> None:
        self._connected()
        super()._wait()

    def _connected(self) -> None:
        """Wait until the container has connected; MachineError with the engine's words when it ended before."""
        until = time.monotonic() + READY_SECONDS
        self._listening.settimeout(_TICK)
        while True:
            with contextlib.suppress(TimeoutError):
                self.control, _ = self._listening.accept()
                break
            if not self.alive or time.monotonic() > until:
                raise MachineError(f"the container did not start: {self.printed()}")
        self._listening.close()
        Path(self.scratch, "control", _SOCKET).unlink()
        self.control.send(json.dumps(self._configuration()).encode())

    def end_run(self, handle: int) -> None:
        """Let the container's first process end the run, and say what it used; `handle` is a pidfd of it, should it not hear."""
        if self._told:
            return
        self._told = True
        sure = threading.Thread(target=self._make_sure, args=(os.dup(handle),), name="container-end", daemon=True)
        sure.start()
        with contextlib.suppress(OSError):  # it has ended already
            self.control.send(b"end", socket.MSG_DONTWAIT)

    def _make_sure(self, handle: int) -> None:
        """Kill the container's first process, and with it all there is in the container, unless it ends by itself."""
        ended = select.poll()
        ended.register(handle, select.POLLIN)
        try:
            if not ended.poll(_END_SECONDS * 1000):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        except ProcessLookupError:
            pass
        except PermissionError:  # the engine gives the users of containers other numbers on this machine
            self._remove()
        finally:
            os.close(handle)

    def close(self) -> None:
        """End the container by hanging up; one that does not end by itself is removed by the engine."""
        if hasattr(self, "control"):
            self.control.close()
        if hasattr(self, "process"):
            self._ended()
        super().close()

    def _ended(self) -> None:
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._remove()

    def _remove(self) -> None:
        remove = [self._engine.program, "rm", "--force", self._name]
        with contextlib.suppress(subprocess.TimeoutExpired):  # an engine that hangs: its client at least is ended next
            subprocess.run(remove, check=False, capture_output=True, timeout=_REMOVE_SECONDS)


def _alone(variables: Mapping[str, str]) -> list[str]:
    """Return the words that start a program with these variables alone.

    What an engine adds, a proxy with its password say, would stay where a process can read what it was started with, even
    after it has cleared its environment: only starting another program in its place overwrites that.
    """
    return ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in variables.items())]
