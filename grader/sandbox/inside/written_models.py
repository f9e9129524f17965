"""Find and read the models that a run wrote. The folders are the group's: links, pipes and depths of every kind."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_MODEL_ENDINGS = (".h5", ".hdf5", ".keras")
_MODELS = 10


def model_files(project: str) -> list[Path]:
    """List plain files with a model's ending, in path order."""
    found: list[Path] = []
    waiting = [] if Path(project).is_symlink() else [project]
    while waiting:  # neither rglob nor walk: both recurse, and the group made these folders
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.name.lower().endswith(_MODEL_ENDINGS):
                    found.append(Path(entry.path))
    return sorted(found)


def written_models(project: str, at_most: int, counted: str | None = None) -> dict[str, bytes]:
    """Return the models that the run wrote or rewrote, the latest first, while they fit in `at_most` bytes.

    The one at the path `counted`, the committed model's, has room before all others: nothing written later pushes it out.
    """
    seen = [(facts.st_mtime_ns, path) for path in model_files(project) if (facts := plain_file(path))]
    latest = [path for changed, path in sorted(seen, key=lambda pair: pair[0], reverse=True) if changed > 10**9]
    names = {path: str(path.relative_to(project)) for path in latest}
    read: dict[Path, bytes] = {}
    for path in sorted(latest, key=lambda path: names[path] != counted):
        room = at_most - sum(map(len, read.values()))
        if len(read) < _MODELS and (body := plain_bytes(path, room)) is not None:
            read[path] = body
    return {names[path]: read[path] for path in latest if path in read}


def plain_file(path: Path) -> os.stat_result | None:
    """Return what is known of a plain file; None for anything else, and for what cannot be looked at."""
    try:
        facts = path.lstat()
    except OSError:
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None


def plain_bytes(path: Path, at_most: int) -> bytes | None:
    """Return the content of a plain file of at most so many bytes, None for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor
        facts = os.fstat(descriptor)
        return stream.read() if stat.S_ISREG(facts.st_mode) and facts.st_size <= at_most else None
