"""Which fonts a PDF's text uses, and whether the file brings them along."""

from __future__ import annotations

import re
from typing import Any

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FILES = ("FontFile", "FontFile2", "FontFile3")
NAMELESS = "unknown"  # as pdfminer calls a font whose descriptor has no name
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
        for name in _names(font) if isinstance(font, dict) else ():
            found[name] = found.get(name, True) and _is_embedded(font)
    for reference in list(forms.values())[:_MOST] if isinstance(forms, dict) else ():
        form = _plain(reference)
        attributes = getattr(form, "attrs", None)
        if isinstance(attributes, dict) and "Resources" in attributes:
            _collect(attributes["Resources"], found, depth + 1)


def _names(font: dict[str, Any]) -> set[str]:
    """Return what text in this font may be said to be in: the font's own name, and those that its descriptors give."""
    parts = [font, *_descendants(font)]
    descriptors = [_plain(part.get("FontDescriptor")) for part in parts]
    given = [_text(one.get("FontName")) for one in descriptors if isinstance(one, dict)]
    own = [_text(part.get("BaseFont")) for part in parts]
    return {plain_name(name) for name in (*own, *given) if name} | (set() if any(given) else {NAMELESS})


def _is_embedded(font: dict[str, Any]) -> bool:
    if _text(font.get("Subtype")) == "Type3":  # drawn by the page itself
        return True
    return any(_has_file(part) for part in (font, *_descendants(font)))


def _descendants(font: dict[str, Any]) -> list[dict[str, Any]]:
    below = _plain(font.get("DescendantFonts"))
    plain = [_plain(one) for one in below[:1]] if isinstance(below, list) else []
    return [one for one in plain if isinstance(one, dict)]


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
