"""Read what a run and a fetch may use from the course file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from grader.core.limits import IF_AVAILABLE, NEVER, Limits
from grader.intake.git_limits import GitLimits
from grader.intake.located import Located
from grader.intake.quantity import BYTES, SECONDS, quantity

_RUN = MappingProxyType(
    {
        "time": "seconds",
        "cell_time": "cell_seconds",
        "memory": "memory_bytes",
        "disk": "disk_bytes",
        "output": "output_bytes",
        "processes": "processes",
        "open_files": "open_files",
    },
)
_GIT = MappingProxyType(
    {
        "time": "seconds",
        "memory": "memory_bytes",
        "history": "pack_bytes",
        "commits": "commits",
        "files": "files",
        "file": "file_bytes",
        "total": "total_bytes",
    },
)


def read_limits(value: Located) -> Limits:
    """Return the limits that `{time: 20 min, memory: 4 GB, gpu: if available}` states; the others keep their default.

    GB is 1000³ bytes and GiB is 1024³. No limit can be zero: that would fail every group.

    Raises:
        InputError: with the line of the wrong key or value.
    """
    entries = value.fields(optional=(*_RUN, "gpu"))
    changes: dict[str, object] = dict(_amounts(entries, _RUN))
    if "gpu" in entries:
        changes["gpu"] = entries["gpu"].one_of((IF_AVAILABLE, NEVER))
    return replace(Limits(), **changes)  # type: ignore[arg-type]  # the keys are Limits' own, each with its type


def read_git_limits(value: Located) -> GitLimits:
    """Return the limits of fetching one repository: `{time: 2 min, history: 300 MB, files: 5000, file: 200 MB, total: 500 MB}`.

    Raises:
        InputError: with the line of the wrong key or value.
    """
    changes = _amounts(value.fields(optional=tuple(_GIT)), _GIT)
    return replace(GitLimits(), **changes)  # type: ignore[arg-type]  # the keys are GitLimits' own, each with its type


def _amounts(entries: Mapping[str, Located], names: Mapping[str, str]) -> dict[str, float | int]:
    return {names[key]: _amount(entry, names[key]) for key, entry in entries.items() if key in names}


def _amount(entry: Located, field: str) -> float | int:
    if field.endswith("seconds"):
        return float(_positive(entry, quantity(entry, SECONDS, "20 min")))
    if field.endswith("bytes"):
        return int(_positive(entry, quantity(entry, BYTES, "4 GB")))
    return int(_positive(entry, Decimal(entry.whole())))


def _positive(entry: Located, amount: Decimal) -> Decimal:
    if amount < 1:
        raise entry.error(f"{entry.name} is {entry.raw}, but must be over 0", "leave the key out to keep the default")
    return amount
