"""The fork server: imports the frameworks once, then forks a child behind a wall of its own for every run.

It never runs an operation, lists a device or sees a submission's bytes; it holds no secret, no label and no host path
but those the programs import from. Requests arrive on a SEQPACKET socket (descriptor in argv[1]), each with descriptors:
the request (JSON), the pipe for results, a status socket, then the tree and the inputs as sealed memory files.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

import wall
from frames import Frames
from huge_pages import collapse
from preload import preload
from run_program import prepare_home, reseed, run_program, unpack

_DESCRIPTORS = 64


class Server:
    """Accepts requests until its socket closes; `configuration` is what the host said at the start."""

    def __init__(self, control: socket.socket, configuration: dict[str, Any]) -> None:
        self.control, self.configuration = control, configuration
        self.children: dict[int, tuple[int, socket.socket]] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)

    def serve(self) -> None:
        """Fork for every request; report how every child ended; return when the host hangs up."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is not self.control:
                    self.reap(key.fd)
                elif not self.accept():
                    return

    def accept(self) -> bool:
        """Take one request and fork; False when the host has closed its end."""
        taken = read_request(self.control)
        if taken is None:
            return False
        request, descriptors, status = taken
        child = os.fork()
        if child == 0:
            self.become_run(request, descriptors, status)
        for descriptor in (*descriptors[:2], *descriptors[3:]):
            os.close(descriptor)
        watch = os.pidfd_open(child)
        self.children[watch] = (child, status)
        self.selector.register(watch, selectors.EVENT_READ)
        return True

    def reap(self, watch: int) -> None:
        """Tell the host how a run ended and what it used."""
        child, status = self.children.pop(watch)
        _, code, used = os.wait4(child, 0)
        self.selector.unregister(watch)
        os.close(watch)
        say_ended(status, os.waitstatus_to_exitcode(code), used)

    def become_run(self, request: dict[str, Any], descriptors: list[int], status: socket.socket) -> None:
        """In the child: put up the wall, fork the run's first process, wait for it. Never returns."""
        code = 70
        try:
            self.control.close()
            self.selector.close()
            for watch, (_, other) in self.children.items():
                os.close(watch)
                other.close()
            if self.configuration["wall"]:
                wall.enter_namespaces()
            else:
                os.setsid()
            code = self.supervise(request, descriptors, status)
        except BaseException:  # noqa: BLE001 - the reason must reach the host, whatever it is
            with contextlib.suppress(OSError):
                status.send(json.dumps({"event": "failed", "why": traceback.format_exc()[-2000:]}).encode())
        finally:
            os._exit(code)

    def supervise(self, request: dict[str, Any], descriptors: list[int], status: socket.socket) -> int:
        """Fork process 1 of the run, hand the host a descriptor to watch and kill it by, and wait."""
        parent_alive, hold = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(hold)
            self.run(request, descriptors, status, parent_alive)
        os.close(parent_alive)
        handle = os.pidfd_open(first)
        send(status, {"event": "started"}, [handle])
        os.close(descriptors[1])
        if not status.recv(2):  # the host has bounded the run, and can kill it
            os.kill(first, signal.SIGKILL)
        os.close(hold)
        code = 0x7F
        while os.WIFSTOPPED(code):  # as it looks when submitted code asks to be traced
            _, code = os.waitpid(first, 0)
        if not self.configuration["wall"]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(first, signal.SIGKILL)
        return os.waitstatus_to_exitcode(code) & 0xFF

    def run(self, request: dict[str, Any], descriptors: list[int], status: socket.socket, go: int) -> None:
        """As the run's first process: finish the wall, then run the program. Never returns."""
        code = 71
        try:
            if self.configuration["wall"]:
                wall.die_with_parent()
            else:
                os.setsid()
            os.read(go, 1)
            os.close(go)
            work = self.finish_wall(request, keep={0, 1, 2, *descriptors})
            project = str(Path(work, "project"))
            unpack(f"/proc/self/fd/{descriptors[3]}", project)
            program = importlib.import_module(request["program"])
        except BaseException:  # noqa: BLE001 - nothing of the submission has run: the fault is ours, and the host must know
            with contextlib.suppress(OSError):
                status.send(json.dumps({"event": "failed", "why": traceback.format_exc()[-2000:]}).encode())
            os._exit(code)
        status.close()
        try:
            inputs = {name: f"/proc/self/fd/{fd}" for name, fd in zip(request["inputs"], descriptors[4:], strict=True)}
            run_program(program, request, inputs, Frames(descriptors[1]), project)
            code = 0
        except MemoryError:
            code = 72
        except BaseException as error:  # noqa: BLE001 - reported to the host as the reason of this run's end
            with contextlib.suppress(OSError):
                Frames(descriptors[1]).event(event="crashed", why=f"{type(error).__name__}: {error}"[:500])
        finally:
            os._exit(code)

    def finish_wall(self, request: dict[str, Any], keep: set[int]) -> str:
        """Own files, own limits, no power, a clean environment; return the run's own folder."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):  # the server's stderr is a file of the host
            os.dup2(null, stream)
        close_all_but(keep)
        walled = self.configuration["wall"]
        work = "/tmp" if walled else request["work"]  # noqa: S108 - a mount of its own
        if walled == "own":
            wall.own_files(int(request["limits"]["disk_bytes"]), self.configuration["keep"])
        prepare_home(work, self.configuration)
        if walled:
            Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")  # a full machine ends a run, not the grader
            wall.set_limits(request["limits"], private_memory=not self.configuration["devices"])
            wall.landlock(("/tmp", "/dev", "/proc"))  # noqa: S108 - mounts of its own
            wall.give_up_power(bytes.fromhex(self.configuration["seccomp"]))
        reseed(int(request["seed"]))
        return work


def read_request(control: socket.socket) -> tuple[dict[str, Any], list[int], socket.socket] | None:
    """Return the next request, its descriptors and its status socket; None when the host has closed its end."""
    message, descriptors = receive(control)
    if not message:
        return None
    request = json.loads(Path(f"/proc/self/fd/{descriptors[0]}").read_bytes())
    return request, descriptors, socket.socket(fileno=descriptors[2])


def say_ended(status: socket.socket, code: int, used: resource.struct_rusage, **memory: bool) -> None:
    """Tell the host how a run ended, what it used, and what the kernel says of its `memory`."""
    cpu = used.ru_utime + used.ru_stime
    ended = {"event": "ended", "code": code, "cpu": cpu, "server": resident_bytes(), **memory}
    with contextlib.suppress(OSError):  # the host may have stopped listening to this run
        status.send(json.dumps(ended).encode())
    status.close()


def resident_bytes() -> int:
    """Return the memory this server holds, so that the host can replace one that grows."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def receive(control: socket.socket) -> tuple[bytes, list[int]]:
    """Receive one message and the descriptors that came with it."""
    descriptors = array.array("i")
    room = socket.CMSG_LEN(_DESCRIPTORS * descriptors.itemsize)
    message, extra, _, _ = control.recvmsg(65536, room)
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return message, list(descriptors)


def send(status: socket.socket, message: dict[str, Any], descriptors: list[int]) -> None:
    """Send one message with descriptors."""
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))
    status.sendmsg([json.dumps(message).encode()], [rights])


def close_all_but(keep: set[int]) -> None:
    """Close every other descriptor, so that nothing of the server reaches submitted code."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - a list made before its own descriptor is closed
        if int(name) not in keep:
            with contextlib.suppress(OSError):  # the listing's own descriptor is gone already
                os.close(int(name))


def get_ready(control: socket.socket) -> dict[str, Any]:
    """Read the configuration, import, say so; return the configuration."""
    message, _ = receive(control)
    configuration: dict[str, Any] = json.loads(message)
    os.environ.update(configuration["environment"])
    gc.disable()  # hardly anything that an import makes is garbage
    missing = preload(configuration["preload"])
    if not configuration["few"]:  # half a second, and as much for each run the sooner
        gc.collect()
        collapse()
    gc.freeze()  # keep the pages of what was imported shared with every child
    gc.enable()
    control.send(json.dumps({"event": "ready", "missing": missing, "pid": os.getpid()}).encode())
    return configuration


def main() -> None:
    """Get ready, serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    Server(control, get_ready(control)).serve()


if __name__ == "__main__":
    main()
