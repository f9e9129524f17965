"""Where a file of a commit is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(\.[a-z0-9]{1,16}){0,2}")


def artefact_path(root: Path, commit: str, name: str) -> Path:
    """Return `root/<commit>/<name>`, for a hexadecimal commit and a plain name that the grader made ('executed.ipynb').

    Raises ValueError for anything else: a name from a submission must never become a path.
    """
    if not _COMMIT.fullmatch(commit):
        raise ValueError(f"not a commit: {commit!r}")
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name the grader gives to an artefact: {name!r}")
    return root / commit / name
