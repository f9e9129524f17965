"""Keep what is written for a notebook inside its project, whatever path its code names."""

from __future__ import annotations

from pathlib import Path


def path_inside(project: Path, path: Path) -> Path | None:
    """Return the path, resolved, where it lies in the project; None where it leads elsewhere."""
    try:
        resolved = path.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return resolved if resolved.is_relative_to(project.resolve()) else None
