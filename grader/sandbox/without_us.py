"""The grader's own traces in the environment it runs from, so that the wall can leave them out."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

# Its packages, what an installer notes of it, and what an editable installation puts on the path; never nbgrader or the like.
_OURS = re.compile(
    r"grader(\.exe|\.pth|\.egg-link|-[^-]+\.(dist|egg)-info)?|_editable_impl_grader\.\w+|__editable__[._]+grader[-_.].*"
)


def without_us(folders: Sequence[Path] | None = None) -> Mapping[Path, tuple[Path, ...]]:
    """Return, for each folder that holds something of the grader, all else that lies directly in it.

    The folders are those that this Python imports from and keeps its programs in, unless others are given.
    """
    places = folders if folders is not None else [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "scripts")]
    found = {}
    distinct = {place.resolve(): place for place in reversed(places) if place.is_dir()}  # lib64 is often a link to lib
    for folder in distinct.values():
        entries = sorted(folder.iterdir())
        others = tuple(entry for entry in entries if not _OURS.fullmatch(entry.name))
        if len(others) < len(entries):
            found[folder] = others
    return found
