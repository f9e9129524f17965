"""Which modules a notebook can count on where the grader runs it, whatever else is installed here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import metadata

_NAME = re.compile(r"^\s*([A-Za-z0-9._-]+)")
_OURS = "grader"
_IMPORTED_AS = {
    "opencv-python": "cv2", "opencv-python-headless": "cv2", "scikit-image": "skimage", "scikit-learn": "sklearn",
    "pillow": "PIL", "pyyaml": "yaml", "beautifulsoup4": "bs4", "python-dateutil": "dateutil",
}  # fmt: skip


def promised_modules(packages: Sequence[str] = ()) -> frozenset[str] | None:
    """Return the importable names of all that the grader requires, and of `packages` that the course adds.

    A package of the course that is not installed here counts by its own name. None where the grader is not installed, so that
    what it requires is not known.
    """
    try:
        metadata.distribution(_OURS)
    except metadata.PackageNotFoundError:
        return None
    wanted = _closure([_OURS, *packages])
    modules = {name for name, homes in metadata.packages_distributions().items() if not wanted.isdisjoint(map(_plain, homes))}
    added = [_plain(_distribution(one)) for one in packages]
    own_names = {_IMPORTED_AS.get(name, name.replace("-", "_")) for name in added}
    return frozenset(modules | own_names)


def _closure(names: Sequence[str]) -> set[str]:
    """Return these distributions and all that they require, without optional extras."""
    found: set[str] = set()
    open_ones = [_plain(_distribution(name)) for name in names]
    while open_ones:
        name = open_ones.pop()
        if name in found:
            continue
        found.add(name)
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # required on another system only, or not installed here
        open_ones += [_plain(_distribution(one)) for one in required if "extra ==" not in one]
    return found


def _distribution(requirement: str) -> str:
    found = _NAME.match(requirement)
    return found[1] if found else requirement


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
