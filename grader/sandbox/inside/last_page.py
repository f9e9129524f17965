"""Say whether a document's last page holds references and nothing else."""

from __future__ import annotations

import re

from headings_found import Found
from text_lines import Line

_NAMES = frozenset(
    {
        "references", "reference", "bibliography", "literature", "literature cited", "works cited", "references cited",
        "literatur", "literaturverzeichnis", "quellen", "参考文献", "參考文獻", "参考资料", "參考資料", "文献",
    }
)  # fmt: skip
_NUMBER = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z])[.):]?\s+|^第?[一二三四五六七八九十]{1,3}(?:章|节|節)?[、.．:：\s]\s*"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_ENTRY = re.compile(r"^\s*(?:\[\w{1,12}\]|\d{1,3}\.\s)")
_MARGIN = 0.07  # of the page's height, at its top and foot, where running heads and page numbers stand
_STRAY = 6  # words that may stand before the list all the same


def last_page(lines: list[Line], headings: list[Found], last: int, height: float) -> tuple[str, str, int | None]:
    """Return 'references', 'other' or '' (there is no list of references), why, and the page where the list begins (from 0).

    `last` is the last page's number from 0, `height` its height in points.
    """
    begins = next((one for one in reversed(headings) if _is_references(one.text)), None)
    if begins is None:
        return "", "no heading says 'References'", None
    before = [line for line in lines[: begins.index] if line.page == last and not _in_margin(line, height)]
    words = sum(len(line.words) for line in before)
    if begins.page == last and words > _STRAY:
        return "other", f"{words} words of other text stand before the references", begins.page
    after = [one for one in headings if one.index > begins.index and one.page == last and one.styled]
    other = next((one for one in after if not _is_entry(one.text, lines[one.index], height)), None)
    if other is not None:
        return "other", f"'{other.text[:60]}' follows the references", begins.page
    rest = [line for line in lines[begins.index + 1 :] if line.page == last and not _in_margin(line, height)]
    if not any(_YEAR.search(line.text) or _ENTRY.match(line.text) for line in rest):
        return "other", "nothing on it looks like a reference", begins.page
    return "references", "", begins.page


def _is_references(text: str) -> bool:
    """Say whether a heading is that of the references, with or without a number, in small capitals or letters set wide."""
    plain = (one.strip(" .:—–-").casefold() for one in (text.strip(), _NUMBER.sub("", text.strip())))
    return any(one in _NAMES or one.replace(" ", "") in _NAMES for one in plain)


def _is_entry(text: str, line: Line, height: float) -> bool:
    """Say whether a line that looks like a heading is part of the list, or of the page's margin."""
    return _in_margin(line, height) or bool(_ENTRY.match(text) or _YEAR.search(text))


def _in_margin(line: Line, height: float) -> bool:
    return line.top < _MARGIN * height or line.top > (1 - _MARGIN) * height
