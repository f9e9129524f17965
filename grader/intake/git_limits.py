"""What fetching one repository may use."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1000 * 1000


@dataclass(frozen=True)
class GitLimits:
    """Limits of fetching one repository; bytes are bytes, `seconds` is wall time for each Git command.

    `pack_bytes` bounds the whole history as it is transferred; the others bound the one commit that is graded.
    """

    seconds: float = 120
    cpu_seconds: int = 60
    memory_bytes: int = 2048 * 1024 * 1024
    pack_bytes: int = 300 * MB
    commits: int = 50_000
    files: int = 5_000
    file_bytes: int = 200 * MB
    total_bytes: int = 500 * MB
