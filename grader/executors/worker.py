"""One worker of a cluster, and one place on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ready:
    """What a prepared worker said: how many places it has, and what `about` it is worth keeping."""

    places: int
    about: Any = None


@dataclass
class Worker:
    """One worker process of the cluster, by the id that no other one has; `refused` says why it gets no work."""

    id: str
    address: str
    threads: int
    resources: Mapping[str, float] = field(default_factory=dict)
    ready: Ready | None = None
    refused: str = ""
    lent: int = 0


@dataclass(frozen=True)
class Lent:
    """One place on a worker."""

    worker: Worker
