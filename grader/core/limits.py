"""What a run may use."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
IF_AVAILABLE, NEVER = "if available", "never"  # whether a notebook is lent a graphics card


@dataclass(frozen=True)
class Limits:
    """Limits of one run; seconds are wall time, bytes are bytes. `gpu` is IF_AVAILABLE or NEVER."""

    seconds: float = 20 * 60
    cell_seconds: float | None = None
    memory_bytes: int = 4096 * MIB
    disk_bytes: int = 2048 * MIB
    output_bytes: int = 8 * MIB
    processes: int = 512
    open_files: int = 1024
    gpu: str = IF_AVAILABLE
