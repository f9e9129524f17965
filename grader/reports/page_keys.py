"""Which pages need not be written again, because all that they state is what it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.reports.page_key import page_key
from grader.reports.page_part import PagePart


@dataclass(frozen=True)
class KeptPages:
    """What each set of pages was made from, by its (first) name, and the parts of files that can be taken over, by file."""

    keys: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, PagePart] = field(default_factory=dict)


def _forget(_: KeptPages) -> None:
    """Keep nothing: the next time everything is written anew."""


@dataclass(frozen=True)
class PageKeys:
    """What pages were made from: `before` as it was kept the last time, `now` and `parts` as it is; `keep` keeps it."""

    before: KeptPages = field(default_factory=KeptPages)
    keep: Callable[[KeptPages], None] = _forget
    now: dict[str, str] = field(default_factory=dict)
    parts: dict[str, PagePart] = field(default_factory=dict)
    found: dict[Path, set[str]] = field(default_factory=dict, repr=False)

    def stands(self, folder: Path, names: Sequence[str], *stated: object) -> bool:
        """Say whether the files `names` lie below `folder` as they would be written; what they are made from is kept in `now`.

        `stated` is all that they are made from but for the program: values whose `repr` says them whole.
        """
        key = self.now[names[0]] = page_key(*stated)
        self.parts.update((name, self.before.parts[name]) for name in names if name in self.before.parts)
        return self.before.keys.get(names[0]) == key and self._lying(folder).issuperset(names)

    def _lying(self, folder: Path) -> set[str]:
        """Return the files that lay below the folder when it was asked for first, in one look: there are thousands."""
        if folder not in self.found:
            below = [(Path(here).relative_to(folder), names) for here, _, names in os.walk(folder)]
            self.found[folder] = {(place / name).as_posix() for place, names in below for name in names}
        return self.found[folder]

    def begin(self, stale: Iterable[str]) -> None:
        """Forget the sets of pages that will be written, before one is: who is interrupted finds none of them standing.

        Parts are not forgotten: each proves itself by its hash.
        """
        changing = set(stale)
        standing = {name: key for name, key in self.before.keys.items() if name not in changing}
        if len(standing) < len(self.before.keys):
            self.keep(KeptPages(standing, self.before.parts))

    def end(self) -> None:
        """Keep what all pages are made from now."""
        kept = KeptPages(self.now, self.parts)
        if kept != self.before:
            self.keep(kept)
