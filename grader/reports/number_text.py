"""How numbers read in a report: rounded once, half up, and never a zero for something unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from grader.core.rounding import half_up
from grader.reports.language import Language

UNKNOWN = "—"
_KILO = 1000
_CENT: Final = Decimal("0.01")


def points_text(points: Decimal | None) -> str:
    """Return points or a percentage with two decimals, rounded half up; a dash while it is not known."""
    return UNKNOWN if points is None else f"{half_up(points, _CENT):.2f}"


def plain_text(number: Decimal) -> str:
    """Return a number as the rubric states it, without trailing zeros: a maximum, a weight."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share_text(share: float | None) -> str:
    """Return a share from 0 to 1 with four decimals; a dash while it is not known."""
    return UNKNOWN if share is None else f"{share:.4f}"


def range_text(interval: tuple[float, float]) -> str:
    """Return a 95 % interval as '0.9783–0.9837', which reads alike in every language."""
    return f"{interval[0]:.4f}–{interval[1]:.4f}"


def seconds_text(seconds: float) -> str:
    """Return a duration in the unit a reader would choose: '0.42 s', '12.3 s', '3 min 05 s'."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"


def minutes_text(minutes: int, language: Language) -> str:
    """Return a lateness as 'not late', '45 minutes' or '1,565 minutes (1 d 2 h 5 min)'."""
    if minutes <= 0:
        return language.say("not late")
    text = language.count("{n} minute", "{n} minutes", minutes)
    if minutes < 60:
        return text
    days, rest = divmod(minutes, 24 * 60)
    parts = ((days, "d"), (rest // 60, "h"), (rest % 60, "min"))
    return f"{text} ({' '.join(f'{n} {unit}' for n, unit in parts if n)})"


def bytes_text(size: int) -> str:
    """Return a size in decimal units: '812 B', '1.2 MB'."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < _KILO or unit == "GB":
            return f"{size} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= _KILO
    raise AssertionError  # the loop returns at GB
