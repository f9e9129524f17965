"""Make a file name from a group's name."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def slug(text: str) -> str:
    """Return `text` as a safe file name of `a-z`, `0-9` and `-`, at most 60 characters, the same each time.

    Accents are dropped. Where letters of another script or the length had to be dropped, eight digits of a hash keep two
    such names apart, so that two groups named in Chinese get two files.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    kept = words[:50].strip("-")
    if kept == words and words and not any(character.isalnum() and not character.isascii() for character in plain):
        return kept
    mark = hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept}-{mark}" if kept else mark
