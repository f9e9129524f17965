"""Guess which word was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from grader.core.show import show


def did_you_mean(word: str, known: Iterable[str], *, kind: str = "") -> str:
    """Return a hint: the nearest of `known`, or the list of them (`kind` names it in the plural: 'checks')."""
    names = sorted(known)
    lowered = {name.lower(): name for name in reversed(names)}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f"did you mean {lowered[near[0]]!r}?"
    listed = ", ".join(show(name, 60) for name in names[:20]) + (", …" if len(names) > 20 else "")
    return f"known {kind or 'names'}: {listed}" if names else f"there are no {kind or 'names'} to choose from"
