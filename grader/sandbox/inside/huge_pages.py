"""Move this process's memory into huge pages, so that forking it copies hundreds of page-table entries, not 100,000."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from pathlib import Path

_HUGE = 2 << 20
_COLLAPSE = 25  # MADV_COLLAPSE, since Linux 6.1; what an older one answers to it changes nothing


def collapse() -> int:
    """Collapse what can be collapsed; return how many huge pages there are now. The contents stay as they are."""
    libc = ctypes.CDLL(None, use_errno=True)
    done = 0
    with contextlib.suppress(OSError):  # without /proc there is nothing to go by
        for start in _places(Path("/proc/self/maps").read_text(encoding="ascii", errors="replace")):
            done += libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(_HUGE), _COLLAPSE) == 0
    return done


def _places(maps: str) -> Iterator[int]:
    """Give every aligned piece of the private memory that belongs to no file."""
    for line in maps.splitlines():
        fields = line.split(maxsplit=5)
        if fields[1] == "rw-p" and (len(fields) == 5 or fields[5] == "[heap]"):
            first, last = (int(bound, 16) for bound in fields[0].split("-"))
            yield from range(-(-first // _HUGE) * _HUGE, last // _HUGE * _HUGE, _HUGE)
