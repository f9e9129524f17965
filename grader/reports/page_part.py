"""A part of a file that need not be made again, because it lies there already as it would be made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PagePart:
    """Where a part lies in its file, in bytes, with the hash of its bytes; `key` tells what it was made from."""

    key: str
    start: int
    size: int
    sha256: str

    @classmethod
    def of(cls, key: str, before: bytes, part: bytes) -> PagePart:
        """Describe a part that stands behind the bytes `before` in its file."""
        return cls(key, len(before), len(part), hashlib.sha256(part).hexdigest())

    def read(self, file: Path, key: str) -> bytes | None:
        """Return the part as it lies in the file, or None where it was made from something else, or is not what was written."""
        if self.key != key:
            return None
        try:
            with file.open("rb") as opened:
                opened.seek(self.start)
                found = opened.read(self.size)
        except OSError:  # it is made again; a disk that refuses will say so when the file is written
            return None
        return found if hashlib.sha256(found).hexdigest() == self.sha256 else None
