"""Make a value when it is first asked for, once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that gives what `make` returned the first time; several threads may ask at once.

    What `make` raises is raised to who asked, and the next one who asks makes it anew.
    """
    made: list[T] = []
    lock = Lock()

    def value() -> T:
        with lock:
            if not made:
                made.append(make())
        return made[0]

    return value
