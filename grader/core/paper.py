"""Sizes of paper, by the names that people use for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SIZES: Mapping[str, tuple[float, float]] = {
    "a0": (841, 1189), "a1": (594, 841), "a2": (420, 594), "a3": (297, 420), "a4": (210, 297), "a5": (148, 210),
    "b0": (1000, 1414), "b1": (707, 1000), "b4": (250, 353), "b5": (176, 250),
    "us letter": (215.9, 279.4), "us legal": (215.9, 355.6), "us tabloid": (279.4, 431.8),
}  # fmt: skip
_FREE = re.compile(r"(\d{2,4}(?:\.\d)?)\s*[x×]\s*(\d{2,4}(?:\.\d)?)\s*mm")


@dataclass(frozen=True)
class Paper:
    """A size of paper in millimetres; without `turned` both upright and lying sheets are it."""

    name: str
    width: float
    height: float
    turned: str = ""

    def fits(self, width: float, height: float, tolerance: float) -> bool:
        """Say whether a page is of this size, each side within `tolerance` millimetres."""
        fits = abs(width - self.width) <= tolerance and abs(height - self.height) <= tolerance
        other = abs(width - self.height) <= tolerance and abs(height - self.width) <= tolerance
        return fits or (other and not self.turned)


def read_paper(text: str) -> Paper | None:
    """Return the size that a text such as 'A0 portrait', 'us letter' or '841 x 1189 mm' names; None where it names none.

    Sizes: ISO 216 and ANSI/ASME Y14.1.
    """
    plain = " ".join(text.casefold().replace("letter", "us letter").replace("us us", "us").split())
    name, _, turned = plain.rpartition(" ")
    if turned not in {"portrait", "landscape"}:
        name, turned = plain, ""
    if free := _FREE.fullmatch(name):
        return Paper(text, float(free[1]), float(free[2]), "as written")
    if name not in _SIZES:
        return None
    short, long = _SIZES[name]
    return Paper(text, long, short, turned) if turned == "landscape" else Paper(text, short, long, turned)
