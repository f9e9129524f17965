"""How many at once: the seam between what is to be done for each group and where it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Task(Generic[T]):
    """One independent piece of work; a higher `expected` (seconds) starts earlier, so that none holds up the end."""

    name: str
    value: T
    expected: float = 0.0


@dataclass(frozen=True)
class Done(Generic[R]):
    """How a task ended: its result, or the exception it raised."""

    name: str
    result: R | None
    error: Exception | None


class Executor(Protocol):
    """Runs tasks, some at the same time."""

    def run(self, tasks: Sequence[Task[T]], work: Callable[[T], R], on_done: Callable[[Done[R]], None]) -> None:
        """Run every task and call `on_done`, from the calling thread, as each ends.

        An exception of one task ends no other. KeyboardInterrupt starts nothing new and is raised once what runs is told to stop.
        """
        ...
