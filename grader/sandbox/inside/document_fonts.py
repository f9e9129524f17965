"""Which fonts a PDF's text uses, and whether the file brings them along."""

from __future__ import annotations

import re
from typing import Any

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FILES = ("FontFile", "FontFile2", "FontFile3")
_DEEPEST, _MOST = 6, 500


def plain_name(font: str) -> str:
    """Return a font's name without the mark of a subset: 'Times-Roman' of 'ABCDEF+Times-Roman'."""
    return _SUBSET.sub("", font)[:100]


def embedded_fonts(resources: Any) -> dict[str, bool]:
    """Return by name whether the fonts of a page's resources, and of the forms that it draws, are in the file."""
    found: dict[str, bool] = {}
    _collect(resources, found, 0)
    return found


def _collect(resources: Any, found: dict[str, bool], depth: int) -> None:
    known = _plain(resources)
    if not isinstance(known, dict) or depth > _DEEPEST or len(found) > _MOST:
        return
    fonts, forms = _plain(known.get("Font")), _plain(known.get("XObject"))
    for reference in fonts.values() if isinstance(fonts, dict) else ():
        font = _plain(reference)
        if isinstance(font, dict):
            name = plain_name(_text(font.get("BaseFont")) or "a font without a name")
            found[name] = found.get(name, True) and _is_embedded(font)
    for reference in list(forms.values())[:_MOST] if isinstance(forms, dict) else ():
        form = _plain(reference)
        attributes = getattr(form, "attrs", None)
        if isinstance(attributes, dict) and "Resources" in attributes:
            _collect(attributes["Resources"], found, depth + 1)


def _is_embedded(font: dict[str, Any]) -> bool:
    kind = _text(font.get("Subtype"))
    if kind == "Type3":  # drawn by the page itself
        return True
    if kind == "Type0":
        below = _plain(font.get("DescendantFonts"))
        inner = _plain(below[0]) if isinstance(below, list) and below else None
        return isinstance(inner, dict) and _has_file(inner)
    return _has_file(font)


def _has_file(font: dict[str, Any]) -> bool:
    descriptor = _plain(font.get("FontDescriptor"))
    return isinstance(descriptor, dict) and any(name in descriptor for name in _FILES)


def _plain(value: Any) -> Any:
    from pdfminer.pdftypes import resolve1

    return resolve1(value)


def _text(value: Any) -> str:
    plain = _plain(value)
    name = getattr(plain, "name", plain)
    return name.decode("latin-1") if isinstance(name, bytes) else str(name or "")
