"""The student's kernel: an IPython kernel in a process forked from the warm one, reached over sockets in a folder.

The driver holds the other end. Nothing here is trusted once the first cell has run.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.connect import write_connection_file
from ready_client import ReadyClient
from run_program import reseed


_OURS = tuple(path.stem for path in Path(__file__).parent.glob("*.py"))


class ForkedKernel:
    """What nbclient needs of a kernel manager, for a kernel that is a forked child of this process."""

    has_kernel = True
    owns_kernel = True

    def __init__(self, folder: Path, seed: int) -> None:
        folder.mkdir(mode=0o700)
        self.fits = folder / "fits.jsonl"
        self.code: int | None = None
        self.connection_file = self.connect(folder)
        self.process = self.start(seed)

    def connect(self, folder: Path) -> str:
        """Write the connection's file; return its path."""
        path, _ = write_connection_file(str(folder / "connection.json"), transport="ipc", ip=str(folder / "s"))
        return str(path)

    def start(self, seed: int) -> int:
        """Start the kernel; return its process."""
        process = os.fork()
        if process == 0:
            os.nice(10)  # a storm in here must not keep the driver from its clock
            become_kernel(self.connection_file, seed, self.fits)
        return process

    def client(self, **options: object) -> ReadyClient:
        """Return a client with its channels configured; the caller starts them."""
        client = ReadyClient(connection_file=self.connection_file, **options)
        client.load_connection_file()
        client.ended = lambda: self.poll() is not None
        return client

    def poll(self) -> int | None:
        """Return the kernel's exit code (negative: the signal that ended it), None while it lives."""
        if self.code is None:
            with contextlib.suppress(ChildProcessError):
                done, status = os.waitpid(self.process, os.WNOHANG)
                if done:
                    self.code = os.waitstatus_to_exitcode(status)
        return self.code

    async def is_alive(self) -> bool:
        """Tell nbclient whether the kernel still runs."""
        return self.poll() is None

    def interrupt(self) -> None:
        """Ask the running cell to stop."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGINT)

    def kill(self) -> None:
        """End the kernel at once; what it left behind dies with the namespace."""
        if self.poll() is None:
            os.kill(self.process, signal.SIGKILL)
            _, status = os.waitpid(self.process, 0)  # now, so that its CPU time is counted
            self.code = os.waitstatus_to_exitcode(status)

    async def interrupt_kernel(self) -> None:
        """Do what nbclient asks when a cell's time is up."""
        self.interrupt()

    async def shutdown_kernel(self, *, now: bool = False, restart: bool = False) -> None:  # noqa: ARG002 - nbclient's signature
        """Do what nbclient asks at the end."""
        self.kill()


def become_kernel(connection_file: str, seed: int, fits: Path) -> None:
    """In the forked child: be an IPython kernel until killed. Never returns."""
    code = 1
    try:
        silence()
        be_kernel(connection_file, seed, fits)
        code = 0
    finally:
        os._exit(code)


def be_kernel(connection_file: str, seed: int, fits: Path) -> None:
    """Be an IPython kernel until told to stop, or killed."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import fit_record

    hide_our_modules()
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(connection_file=connection_file, log_level=50)
    app.config.HistoryManager.enabled = False
    app.initialize([])  # type: ignore[no-untyped-call]  # ipykernel does not annotate these two
    shell: Any = app.shell
    shell.register_magic_function(lambda _line: None, "line", "tensorflow_version")  # Colab's, where one version is left
    sys.modules.pop("debugpy", None)
    fit_record.install(fit_record.Recorder(fits, counted_cells(shell)))
    seed_at_the_first_cell(shell, seed)
    app.start()  # type: ignore[no-untyped-call]  # likewise


def seed_at_the_first_cell(shell: Any, seed: int) -> None:
    """Seed Python's and NumPy's random states, once more when the first cell begins: a kernel that starts draws now and then."""

    def once(_info: object) -> None:
        shell.events.unregister("pre_run_cell", once)
        reseed(seed)

    reseed(seed)
    shell.events.register("pre_run_cell", once)


def counted_cells(shell: Any) -> Callable[[], int]:
    """Return a function that says how many cells have begun: the shell's own count is the notebook's to change.

    What a cell runs as a cell again, as %%capture does, is a part of it.
    """
    begun, running = 0, 0

    def begins(_info: object) -> None:
        nonlocal begun, running
        begun, running = begun + (running == 0), running + 1

    def ended(result: Any) -> None:
        nonlocal running
        if result is None or str(result.info.raw_cell or "").strip():  # a blank one ends without having begun
            running = max(running - 1, 0)

    shell.events.register("pre_run_cell", begins)
    shell.events.register("post_run_cell", ended)
    return lambda: begun


def silence() -> None:
    """Send the process's own output nowhere: what the notebook prints travels in messages."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - a list made before its own descriptor is closed
        if int(name) > 2:
            with contextlib.suppress(OSError):
                os.close(int(name))


def hide_our_modules() -> None:
    """Leave the notebook's import path as a notebook expects it: its own folder first, ours not on it."""
    here = str(Path(__file__).parent)
    sys.path[:] = [entry for entry in sys.path if entry not in {here, ""}]
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - a string for sys.path
    sys.argv[:] = ["notebook"]
    for name in _OURS:
        sys.modules.pop(name, None)
