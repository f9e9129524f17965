"""An answer as it is compared."""

from __future__ import annotations

import unicodedata


def plain_answer(text: str) -> str:
    """Return the text without what does not matter: letter case, width of characters (NFKC), blanks at the ends or doubled."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())
