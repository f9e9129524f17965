"""What goes into a sandbox and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.sandbox.conversation import Conversation


@dataclass(frozen=True)
class Job:
    """One run of a program of sandbox/inside.

    `tree` is a tar archive that is unpacked as the run's own project folder; `inputs` are files the program may read.
    Both are copied in: nothing in the sandbox can write to what the host holds. No label of the held-out set is ever among them.
    With a `conversation` the program stays open and answers questions from outside; such a run is never repeated.
    `more_seconds` is what the program may take beyond its limit once it says `asking`.
    With `gpu` it is lent a graphics card where its sandbox has some.
    """

    program: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tree: bytes | None = None
    inputs: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    name: str = ""
    conversation: Conversation | None = None
    gpu: bool = False
    more_seconds: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `status` by the clock outside, `document` and `files` as the program inside reported them.

    `seconds` are those of its cells where it has some: not what was laid ready before, nor what was asked after them.
    The document is the submission's word: whoever reads it checks types and sizes. It is empty when nothing came back.
    `waited_seconds` is, of a run that was stopped by the clock, how long its thread that waited longest for a processor did.
    `gpu` names the graphics card it was lent, and `gpu_bytes` what of the card's memory it was seen to take at most.
    """

    status: RunStatus
    document: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    message: str = ""
    gpu: str = ""
    gpu_bytes: int = 0
    waited_seconds: float = 0.0


class Sandbox(Protocol):
    """A wall around untrusted code. It is a context manager; `run` may be called from several threads at once."""

    name: str

    def start(self) -> None:
        """Begin to warm up, so that the first run waits less; MachineError where it cannot. A second time does nothing."""
        ...

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        """Run one job to its end or its limit; raise MachineError when the wall itself fails.

        `on_event` hears, from this thread, what the program inside tells as it goes.
        """
        ...

    def close(self) -> None:
        """End everything that still runs in it."""
        ...
