"""Lend graphics cards, each to one run at a time, also among several graders on one machine."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol

from grader.core.errors import MachineError
from grader.core.limits import IF_AVAILABLE, Limits
from grader.sandbox.gpus.gpu import Gpu, visible
from grader.sandbox.gpus.nvml import NoDriver, Nvml

_POLL = 0.5
_PATIENCE = 600.0
_FREE = 0.5


class Driver(Protocol):
    """What says how the cards do."""

    def used_bytes(self, gpu: Gpu) -> int:
        """Return how much of its memory is taken; MachineError where it does not answer."""
        ...

    def trouble(self, gpu: Gpu) -> str:
        """Say what is wrong with it; '' for nothing."""
        ...


class Lending:
    """The cards of this machine. One whose memory is taken by others waits until half of it is free.

    `hear` is told, in a sentence, of a card that is set aside. A card that failed is not lent again, and when all have failed
    nothing runs: a notebook that was to have a card is not measured on less.
    """

    def __init__(
        self, gpus: Sequence[Gpu], driver: Driver, hear: Callable[[str], None] = lambda _: None, patience: float = _PATIENCE
    ) -> None:
        self.gpus, self.driver = tuple(gpus), driver
        self.hear, self._patience = hear, patience
        self._lent: set[str] = set()
        self._aside: dict[str, str] = {}
        self._changed = threading.Condition()

    @property
    def described(self) -> str:
        """The cards in words: '2 x NVIDIA A100-SXM4-40GB'."""
        counted = Counter(gpu.name for gpu in self.gpus)
        return ", ".join(name if number == 1 else f"{number} x {name}" for name, number in counted.items())

    @contextlib.contextmanager
    def lend(self, stop: threading.Event, unlike: Collection[str] = ()) -> Iterator[Gpu]:
        """Give one card whose id is not in `unlike` as soon as it is free; MachineError when `stop` is set or none can be had."""
        gpu, claim = self._wait(stop, unlike)
        try:
            yield gpu
        finally:
            claim.close()
            with self._changed:
                self._lent.discard(gpu.id)
                self._changed.notify_all()

    def check(self, gpu: Gpu) -> str:
        """Look whether a card still does; say what is wrong, and lend it no more where something is."""
        wrong = self.driver.trouble(gpu)
        if wrong:
            with self._changed:
                new = gpu.id not in self._aside
                self._aside[gpu.id] = wrong
                self._changed.notify_all()
            if new:
                self.hear(f"set aside: {wrong}")
        return wrong

    def wake(self) -> None:
        """Let those who wait look whether they still should."""
        with self._changed:
            self._changed.notify_all()

    def _wait(self, stop: threading.Event, unlike: Collection[str]) -> tuple[Gpu, socket.socket]:
        alone = time.monotonic()
        while True:
            if stop.is_set():
                raise MachineError("the sandbox was closed")
            good = [gpu for gpu in self.gpus if gpu.id not in self._aside and gpu.id not in unlike]
            if not good:
                raise MachineError(f"no graphics card is left: {'; '.join(self._aside.values())}")
            with self._changed:
                for gpu in good:
                    if gpu.id not in self._lent and (claim := self._claim(gpu)):
                        self._lent.add(gpu.id)
                        return gpu, claim
                ours = bool(self._lent)
                self._changed.wait(_POLL)
            if ours or not self._taken(good):
                alone = time.monotonic()
            elif time.monotonic() - alone > self._patience:
                used = "; ".join(f"{gpu.name} ({gpu.id})" for gpu in good)
                raise MachineError(
                    f"other programs hold more than half of the memory of {used}: end them, or set limits: {{gpu: never}}"
                )

    def _claim(self, gpu: Gpu) -> socket.socket | None:
        """Hold a name that one process of this machine can have, and that is free again when it ends, however it ends."""
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(f"\0grader-gpu-{gpu.id}")
        except OSError:  # another grader runs on it
            claim.close()
            return None
        if self.check(gpu) or self._taken([gpu]):
            claim.close()
            return None
        return claim

    def _taken(self, gpus: Sequence[Gpu]) -> bool:
        try:
            return all(self.driver.used_bytes(gpu) > gpu.memory_bytes * (1 - _FREE) for gpu in gpus)
        except MachineError:
            return False  # a card that does not answer is set aside at the next try


def find_lending(limits: Limits, hear: Callable[[str], None] = lambda _: None) -> Lending | None:
    """Return the cards to lend: None where the limits say never, or this machine has none, or CUDA_VISIBLE_DEVICES is empty.

    Raises MachineError where there is a driver that does not answer.
    """
    if limits.gpu != IF_AVAILABLE:
        return None
    try:
        driver = Nvml()
    except NoDriver:
        return None
    for sentence in driver.silent:
        hear(f"set aside: {sentence}")
    gpus = visible(driver.gpus, os.environ.get("CUDA_VISIBLE_DEVICES"))
    if driver.silent and not driver.gpus:
        raise MachineError(f"no graphics card is left: {'; '.join(driver.silent)}; to run without: limits: {{gpu: never}}")
    return Lending(gpus, driver, hear) if gpus else None
