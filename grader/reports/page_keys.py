"""Which pages need not be written again, because all that they state is what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_SUFFIXES = {".py", ".j2", ".css", ".js", ".mo"}


@dataclass(frozen=True)
class PageKeys:
    """What each set of pages was made from, by its (first) name: `before` as it was kept the last time, `now` as it is."""

    before: Mapping[str, str] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)

    def stands(self, folder: Path, names: Sequence[str], *stated: object) -> bool:
        """Say whether the files `names` lie below `folder` as they would be written; what they are made from is kept in `now`.

        `stated` is all that they are made from but for the program: values whose `repr` says them whole.
        """
        text = "\n".join(one if isinstance(one, str) else repr(one) for one in stated)
        key = hashlib.sha256(f"{_program()}\n{text}".encode("utf-8", "backslashreplace")).hexdigest()
        self.now[names[0]] = key
        return self.before.get(names[0]) == key and all((folder / name).is_file() for name in names)


@cache  # a constant: the program does not change while it runs
def _program() -> str:
    """Return a hash of whatever in this package shapes a page: its code, its templates and its catalogues."""
    package = Path(__file__).parents[1]
    files = sorted(path for name in ("reports", "locale") for path in (package / name).rglob("*") if path.suffix in _SUFFIXES)
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()
