"""One running fork server: started behind its wall, spoken to over one socket, ended with everything in it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.core.environment import BuiltEnvironment
from grader.core.errors import MachineError
from grader.core.limits import Limits
from grader.sandbox.bubblewrap import (
    INSIDE,
    SEEN_DATA,
    SEEN_INSIDE,
    Wall,
    account_files,
    bubblewrap_arguments,
    find_bubblewrap,
    python_folders,
)
from grader.sandbox.containers.engine import Engine
from grader.sandbox.seccomp import seccomp_filter
from grader.sandbox.watch import kill
from grader.sandbox.without_us import without_us

_FIRST_UID, _UIDS = 61184, 4000  # the range systemd uses for users without an entry in /etc/passwd
READY_SECONDS = 180.0
_GROWTH = 1.25
_COVERED = "/tmp"  # noqa: S108 - each run covers it with its own


@dataclass(frozen=True)
class ServerPlan:
    """How to start a server: behind a wall or not, what it imports first, where the training data lies.

    A server for a `few` runs is ready sooner, and each of them takes a little longer to begin. With an `engine` it stands in a
    container of podman or Docker instead of behind bubblewrap, for one run within `limits`.
    """

    walled: bool = True
    preload: tuple[str, ...] = ()
    data: Path | None = None
    threads: int = 1
    python: str = sys.executable
    prefix: str = sys.prefix
    base_prefix: str = sys.base_prefix
    devices: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    few: bool = False
    engine: Engine | None = None
    limits: Limits = field(default_factory=Limits)


def server_plan(data: Path | None, environment: BuiltEnvironment | None = None) -> ServerPlan:
    """Return the plan for the grader's own Python, or for an environment of the course."""
    if environment is None:
        return ServerPlan(data=data)
    return ServerPlan(
        data=data,
        python=environment.python,
        prefix=environment.prefix,
        base_prefix=environment.base_prefix,
        variables=dict(environment.variables),
    )


class ServerProcess:
    """Starts on construction; `ready()` waits for its imports. Raises MachineError when the wall cannot be put up."""

    def __init__(self, plan: ServerPlan) -> None:
        self.plan = plan
        # Root gives up root first, and then must still reach what was staged: not below a folder only root may enter.
        staged = plan.walled and os.geteuid() == 0
        self.scratch = tempfile.mkdtemp(prefix="grader-", dir=_COVERED if staged else None)
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        try:
            self._begin()
        except OSError as error:
            self.close()
            raise MachineError(f"the sandbox could not be started: {error}") from error
        self.missing: tuple[str, ...] = ()
        self._ready = False
        self._getting_ready = threading.Lock()
        self._first_bytes = self._last_bytes = 0

    def _begin(self) -> None:
        """Start the process and tell it what it is to be."""
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = self._start(theirs)
        self.control.send(json.dumps(self._configuration()).encode())

    def _configuration(self) -> dict[str, object]:
        plan = self.plan
        data = SEEN_DATA if plan.walled else str(plan.data)
        return {
            "wall": "container" if plan.engine else "own" if plan.walled else "",
            "devices": bool(plan.devices),
            "keep": [path for path in python_folders(plan.prefix, plan.base_prefix) if Path(path).is_relative_to(_COVERED)],
            "preload": list(plan.preload),
            "few": plan.few,
            "seccomp": seccomp_filter(inner=True).hex() if plan.walled else "",
            "data": data if plan.data else None,
            "environment": self._environment(),
        }

    def _environment(self) -> dict[str, str]:
        """Return what the server starts with; without a wall its home is a folder of its own, not one that others share."""
        variables = environment(self.plan)
        return variables if self.plan.walled else {**variables, "HOME": self.scratch, "TMPDIR": self.scratch}

    def _start(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        theirs.set_inheritable(True)
        inside = SEEN_INSIDE if self.plan.walled else str(INSIDE)
        command = [self.plan.python, "-s", "-B", f"{inside}/serve.py", str(theirs.fileno())]
        if not self.plan.walled:
            return self._spawn(command, [theirs.fileno()], self._environment())
        program = find_bubblewrap()
        if program is None:
            raise MachineError("bubblewrap is not installed; install it with: sudo apt-get install bubblewrap")
        wall = self._wall()
        with contextlib.ExitStack() as files:
            seccomp = files.enter_context(handed(seccomp_filter(inner=False)))
            passwd, group = (files.enter_context(handed(text)) for text in account_files())
            root = os.geteuid() == 0
            seen = {f"{{{path}}}" if root else path: target for path, target in wall.read_only.items()}
            variables, staged = environment(self.plan), replace(wall, read_only=seen)
            options = bubblewrap_arguments(staged, variables, seccomp_fd=seccomp, passwd_fd=passwd, group_fd=group)
            descriptors = [theirs.fileno(), seccomp, passwd, group]
            if not root:
                arguments = files.enter_context(handed(b"\0".join(word.encode() for word in options) + b"\0"))
                return self._spawn(
                    [program, "--args", str(arguments), "--", *command], [*descriptors, arguments], {"PATH": "/usr/bin:/bin"}
                )
            plan = {
                "uid": nobody(), "stage": self.scratch, "bind": list(wall.read_only),
                "argv": [program, *options, "--", *command], "descriptors": descriptors,
            }  # fmt: skip
            document = files.enter_context(handed(json.dumps(plan).encode()))
            launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("as_user.py")), str(document)]
            return self._spawn(launcher, [*descriptors, document], {"PATH": "/usr/bin:/bin"})

    def _wall(self) -> Wall:
        """Return what is let in: what the programs are and import from, and the training data; nothing of the grader's own."""
        plan = self.plan
        folders = {**python_folders(plan.prefix, plan.base_prefix), str(INSIDE): SEEN_INSIDE}
        if plan.data:
            folders[str(plan.data)] = SEEN_DATA
        return Wall(folders, plan.devices, only=without_us() if plan.prefix == sys.prefix else {})

    def _spawn(self, command: Sequence[str], descriptors: Sequence[int], variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, env=dict(variables), pass_fds=descriptors, start_new_session=True, cwd="/",
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log,
        )  # fmt: skip

    def ready(self) -> None:
        """Wait until the server has imported what it should; MachineError says what it printed if it did not."""
        with self._getting_ready:  # one thread hears the answer for all
            if not self._ready:
                self._wait()
                self._ready = True

    def _wait(self) -> None:
        try:
            self.control.settimeout(READY_SECONDS)
            message = self.control.recv(65536)
        except OSError as error:
            raise MachineError(f"the sandbox did not start within {READY_SECONDS:.0f} s: {self.printed()}") from error
        if not message:
            raise MachineError(f"the sandbox ended while it started: {self.printed()}; see Troubleshooting in README.md")
        self.missing = tuple(json.loads(message)["missing"])
        self.control.settimeout(None)

    def noted(self, resident: int) -> None:
        """Hear, after a run, how much memory the server holds now."""
        self._first_bytes, self._last_bytes = self._first_bytes or resident, resident

    def end_run(self, handle: int) -> None:
        """End, from outside, the run whose first process the pidfd `handle` stands for."""
        kill(handle)

    @property
    def grown(self) -> bool:
        """Whether it holds a quarter more memory than after its first run: then a fresh one takes its place."""
        return self._last_bytes > self._first_bytes * _GROWTH

    @property
    def alive(self) -> bool:
        """Whether the server still runs."""
        return self.process.poll() is None

    def printed(self) -> str:
        """Return the end of what the server wrote on stderr."""
        if self.log.closed:
            return "it was closed"
        self.log.seek(0, os.SEEK_END)
        self.log.seek(max(0, self.log.tell() - 2000))
        return self.log.read().decode("utf-8", "replace").strip() or "it said nothing"

    def close(self) -> None:
        """Kill the server and, with its namespaces, everything in it."""
        if hasattr(self, "process"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, 9)  # first, so that a thread in ready() hears the end of the file
            self.process.wait()
        if hasattr(self, "control"):
            self.control.close()
        self.log.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def nobody() -> int:
    """Return the user id that nobody has whom root lets run what it starts here."""
    return _FIRST_UID + os.getpid() % _UIDS


@contextlib.contextmanager
def handed(data: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a context manager of int
    """Yield an inheritable descriptor from which `data` is read; closed here afterwards."""
    descriptor = sealed(data)
    os.set_inheritable(descriptor, True)  # noqa: FBT003 - the library's signature
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def sealed(data: bytes) -> int:
    """Return a descriptor of a memory file that holds `data` and that nobody can change any more."""
    import fcntl  # noqa: PLC0415 - not on every system that imports the grader

    descriptor = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL)
    return descriptor


def environment(plan: ServerPlan) -> dict[str, str]:
    """Return the variables that everything inside starts with: neutral, offline, one thread setting for all libraries."""
    threads = str(plan.threads)
    inside, data = (SEEN_INSIDE, SEEN_DATA) if plan.walled else (str(INSIDE), str(plan.data))
    return {
        "PYTHONPATH": f"{inside}/site", **({"OFFLINE_DATA": data} if plan.data else {}),
        "PATH": f"{plan.prefix}/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8", "USER": "student", "LOGNAME": "student", "HOME": "/tmp/home", "TZ": "UTC",  # noqa: S108 - inside
        "PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0",
        "HDF5_PLUGIN_PRELOAD": "::", "TF_CPP_MIN_LOG_LEVEL": "3", "HF_HUB_OFFLINE": "1", "PIP_NO_INDEX": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline", "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "MKL_NUM_THREADS": threads,
        "TF_NUM_INTRAOP_THREADS": threads, "TF_NUM_INTEROP_THREADS": threads,
        **plan.variables,
    }  # fmt: skip
