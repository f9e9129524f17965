"""Watch one run from outside: its clock, its memory, its frames. What it says is bounded; when it overstays, it dies."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.sandbox.cgroup import Cgroup, Cgroups
from grader.sandbox.conversation import Conversation
from grader.sandbox.job import Outcome
from grader.sandbox.machine_memory import STARVED, lost_its_kernel, machine_kills
from grader.sandbox.run_clock import RunClock
from grader.sandbox.tree_memory import TreeMemory, longest_wait

_HEADER = struct.Struct("=cHQ")
_TICK = 0.2
_RESULT_BYTES = 512 * 1024 * 1024
_LARGEST = {b"E": 64 * 1024, b"D": 8 * 1024 * 1024, b"F": _RESULT_BYTES}
_EVENT_BYTES = 16 * 1024 * 1024
_START_SECONDS = 60.0


@dataclass
class Received:
    """What came out of a run so far."""

    buffer: bytearray = field(default_factory=bytearray)
    events: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    document: dict[str, Any] | None = None
    total: int = 0
    told: int = 0
    conversation: Conversation | None = None

    def feed(self, data: bytes) -> None:
        """Take bytes from the pipe; raise ValueError when they are not frames within the limits."""
        self.total += len(data)
        if self.total > _RESULT_BYTES:
            raise ValueError("more results than a run may hand out")
        self.buffer += data
        while self._frame():
            pass

    def _frame(self) -> bool:
        if len(self.buffer) < _HEADER.size or self.document is not None:
            return False
        kind, name_length, length = _HEADER.unpack_from(self.buffer)
        if kind not in b"EFD" or length > _LARGEST[kind]:
            raise ValueError("a result that is no frame")
        end = _HEADER.size + name_length + length
        if len(self.buffer) < end:
            return False
        name = bytes(self.buffer[_HEADER.size : _HEADER.size + name_length]).decode("utf-8", "replace")
        body = bytes(self.buffer[_HEADER.size + name_length : end])
        del self.buffer[:end]
        self._take(kind, name, body)
        return True

    def _take(self, kind: bytes, name: str, body: bytes) -> None:
        if kind == b"F":
            if self.conversation and self.conversation.hear_file(name, body):
                self.total -= len(body)  # it is handed on, and bounded there
            else:
                self.files[name] = body
            return
        value = read_object(body)
        if kind == b"D":
            self.document = value
        else:
            self.told += len(body) + 100
            if self.told > _EVENT_BYTES:
                raise ValueError("more events than a run may tell")
            if self.conversation:
                self.conversation.hear_event(value)
            self.events.append(value)


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object that a run wrote; ValueError for anything else, however deep."""
    try:
        value = json.loads(body)
    except RecursionError as error:
        raise ValueError("JSON nested too deep") from error
    if not isinstance(value, dict):
        raise ValueError("a result that is no JSON object")  # noqa: TRY004 - one kind of error for one kind of lie
    return value


class NeverStarted(MachineError):  # noqa: N818 - said as what happened
    """The server took a run and did nothing with it."""


def kill(handle: int) -> None:
    """Kill the run's first process, which a pidfd stands for, and with it its namespace."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        signal.pidfd_send_signal(handle, signal.SIGKILL)


class Watch:
    """One run: made with its pipe and status socket, ended by `until_end`."""

    def __init__(
        self,
        pipe: int,
        status: socket.socket,
        limits: Limits,
        on_event: Callable[[dict[str, Any]], None] | None = None,
        cgroups: Cgroups | None = None,
        conversation: Conversation | None = None,
        end: Callable[[int], None] = kill,
        *,
        more_seconds: float = 0.0,
    ) -> None:
        self.pipe, self.status, self.limits, self.on_event = pipe, status, limits, on_event
        self.received = Received(conversation=conversation)
        self.cgroups = cgroups
        self.end = end
        self.clock = RunClock(limits.seconds, more_seconds)
        self.over = threading.Event()
        self.full = self.starved = self.told = False  # whether anything is known of the run's own group
        self.kills = machine_kills()
        self.group: Cgroup | None = None
        self.handle: int | None = None
        self.memory: TreeMemory | None = None
        self.cpu = self.waited = 0.0
        self.looked = -_TICK
        self.server_bytes = 0
        self.verdict: tuple[RunStatus, str] | None = None
        self.code: int | None = None
        self.failed = ""

    def until_end(self, started: float) -> Outcome:
        """Read, watch and bound the run until it has ended; MachineError if the server, or memory, vanished under it."""
        alarm = threading.Thread(target=self._ring, daemon=True)  # apart: looking at a storm of processes takes long
        alarm.start()
        with selectors.DefaultSelector() as selector:
            selector.register(self.pipe, selectors.EVENT_READ)
            selector.register(self.status, selectors.EVENT_READ)
            try:
                while selector.get_map():
                    for key, _ in selector.select(_TICK):
                        open_still = self._read_pipe() if key.fileobj == self.pipe else self._read_status()
                        if not open_still:
                            selector.unregister(key.fileobj)
                    self._bound(time.monotonic() - started)
            finally:
                self.over.set()
                alarm.join()
                self.kill()
                if self.handle is not None:
                    os.close(self.handle)
                if self.group is not None:
                    self.full, self.starved, self.told = self.group.out_of_memory(), self.group.starved(), True
                    self.group.remove()
        if self.full:
            self.verdict = RunStatus.MEMORY, too_much_memory(self.limits)
        return self._outcome()

    def kill(self) -> None:
        """End the run, once it has begun."""
        if self.handle is not None:
            self.end(self.handle)

    def _ring(self) -> None:
        """End the run when its time is over."""
        while not self.over.wait(max(0.0, self.clock.left)):
            if self.clock.left <= 0:
                self._note_wait()
                self.kill()
                return

    def _note_wait(self) -> None:
        """Note, while it is still there, how long the run has waited for a processor."""
        if self.memory:
            self.waited = max(self.waited, longest_wait(self.memory.root))

    def _read_pipe(self) -> bool:
        data = os.read(self.pipe, 1 << 20)
        if not data:
            return False
        before = len(self.received.events)
        try:
            self.received.feed(data)
        except ValueError as error:
            self._end(RunStatus.OUTPUT, f"the run handed out {error}")
            return False
        for event in self.received.events[before:]:
            self.clock.hear(event)
            if self.on_event:
                self.on_event(event)
        return True

    def _read_status(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self.status, 65536, 4)
        for descriptor in descriptors:
            if self.handle is None:
                self.handle = descriptor
                self._bounded(pid_of(descriptor))
            else:
                os.close(descriptor)
        if not message:
            return False
        said = json.loads(message)
        if said["event"] == "ended":
            self.code, self.cpu, self.server_bytes = int(said["code"]), float(said["cpu"]), int(said.get("server", 0))
            self.told = "full" in said or "starved" in said
            self.full, self.starved = bool(said.get("full")), bool(said.get("starved"))
        elif said["event"] == "failed":
            self.failed = str(said["why"])
        return True

    def _bounded(self, process: int) -> None:
        """Put the run's first process under its bounds, then let it begin."""
        if process:
            self.memory = TreeMemory(process, self.limits.memory_bytes)
            self.group = self.cgroups.make(self.limits) if self.cgroups else None
            if self.group is not None and not self.group.add(process):
                self.group.remove()
                self.group = None
        with contextlib.suppress(OSError):  # it ended already, and the status socket says how
            self.status.send(b"go")

    def _bound(self, seconds: float) -> None:
        if self.memory and self.verdict is None and seconds >= self.looked + _TICK:
            self.looked = seconds
            if self.memory.look() > self.limits.memory_bytes:
                self._end(RunStatus.MEMORY, too_much_memory(self.limits))
        if self.handle is None and seconds > _START_SECONDS:
            raise NeverStarted(f"the sandbox did not start a run within {_START_SECONDS:.0f} s")
        if self.clock.left <= 0 and self.verdict is None:
            self._note_wait()
            self._end(*self.clock.too_late())

    def _end(self, status: RunStatus, message: str) -> None:
        if self.verdict is None:
            self.verdict = status, message
        self.kill()

    def _outcome(self) -> Outcome:
        if self.failed or (self.code is None and self.verdict is None):
            raise MachineError(f"the sandbox broke during a run: {self.failed or 'its server ended'}")
        if self.verdict is None and self.clock.left <= 0:
            self.verdict = self.clock.too_late()
        status, message = self.verdict or how_it_ended(self.received, self.code)
        document = dict(self.received.document or {})
        document["events"] = self.received.events
        seconds, peak = self.clock.spent, self.memory.peak if self.memory else 0
        outcome = Outcome(status, document, self.received.files, seconds, self.cpu, peak, message, waited_seconds=self.waited)
        killed = not self.told and machine_kills() > self.kills and lost_its_kernel(outcome)
        if status is not RunStatus.MEMORY and (self.starved or killed):
            raise MachineError(STARVED)
        return outcome


def too_much_memory(limits: Limits) -> str:
    """Say that a run took more memory than there is for it."""
    return f"it used more than the {limits.memory_bytes // 1_000_000:,} MB of memory there are for a run"


def how_it_ended(received: Received, code: int | None) -> tuple[RunStatus, str]:
    """Say how a run ended that was not ended from outside, by what it handed out and the exit code of its first process."""
    if received.document is not None:
        return RunStatus.OK, ""
    crash = next((str(event.get("why", "")) for event in received.events if event.get("event") == "crashed"), "")
    if code == 72:
        return RunStatus.MEMORY, "it asked for more memory than there is for a run"
    if crash and any(event.get("event") == "cell" for event in received.events):
        return RunStatus.KERNEL_DIED, "the notebook broke the program that runs it"
    if crash:
        return RunStatus.INVALID, f"reading what it left ended with {crash}"
    return RunStatus.KERNEL_DIED, "the process ended without a result (killed, or crashed in native code)"


def pid_of(handle: int) -> int:
    """Return the process id, as this process sees it, that a pidfd stands for; 0 when it is gone."""
    for line in Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            return max(0, int(line.split()[1]))
    return 0
