"""Compare what a notebook's saved outputs state with what the same cells put out when they were run again."""

from __future__ import annotations

import re
from typing import Any

_TEXT = 200_000
_PLACES = 30
_APART = 0.02
_ACCURACY = re.compile(
    r"(?P<name>(?:val(?:idation)?|test|train(?:ing)?)?[ _-]?(?:acc|accuracy|accuracies))\b[^0-9\n%]{0,20}"
    r"(?P<number>\d{1,3}(?:\.\d+)?)\s?(?P<percent>%)?",
    re.IGNORECASE,
)


def stated(outputs: Any) -> tuple[str, float] | None:
    """Return the last accuracy that a cell's outputs state, with its name, as a share from 0 to 1; None for none."""
    found = [match for match in _ACCURACY.finditer(_text(outputs)) if _share(match) is not None]
    if not found:
        return None
    share = _share(found[-1])
    return None if share is None else (found[-1]["name"].strip(" _-").lower(), share)


def changed(index: int, saved: tuple[str, float] | None, now: tuple[str, float] | None) -> str:
    """Return a sentence where a cell's accuracy is another one now, '' where it is the same or was not stated."""
    if saved is None or now is None or saved[0] != now[0] or abs(saved[1] - now[1]) <= _APART:
        return ""
    return f"cell {index + 1}: {saved[0]} {saved[1]:.4f} saved, {now[1]:.4f} now"


def pairs(cells: list[tuple[int, Any]], saved: dict[int, tuple[str, float] | None], finished: set[int]) -> list[dict[str, Any]]:
    """Return the accuracies that saved outputs of `cells` state, each with what its cell states now.

    `now` is None for a cell that is not among the `finished`; where a finished cell states no accuracy of that name any more,
    there is nothing to compare.
    """
    found = []
    for index, cell in cells:
        was = saved.get(index)
        now = stated(cell.outputs) if index in finished else None
        if was and (index not in finished or (now and _plain(now[0]) == _plain(was[0]))):
            found.append({"cell": index, "name": was[0], "saved": was[1], "now": now[1] if now else None})
    return found


def _plain(name: str) -> str:
    return re.sub(r"acc\w*$", "acc", name)  # Keras says 'acc' in one version and 'accuracy' in the other


def _share(match: re.Match[str]) -> float | None:
    number = float(match["number"])
    share = number / 100 if match["percent"] or number > 1 else number
    return share if share <= 1 else None


def _text(outputs: Any) -> str:
    parts: list[str] = []
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        text = output.get("text") if isinstance(output, dict) and data is None else (data or {}).get("text/plain")
        parts.append("".join(text) if isinstance(text, list) else text if isinstance(text, str) else "")
    return "\n".join(parts)[-_TEXT:]
