"""How a course is watched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`every` is the time between two looks at a repository in seconds, `slots` how many groups are graded at once.

    With `once` every repository is looked at once, what changed is graded, and that is all.
    """

    folder: Path
    every: float = 60.0
    slots: int = 1
    once: bool = False
    looks_at_once: int = 8
    allow: tuple[str, ...] = ("https", "ssh", "file")
