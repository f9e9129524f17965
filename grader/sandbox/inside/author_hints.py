"""What in a document tells who wrote it, for courses whose readers are not to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from text_lines import Line

_MOST = 10
_LONGEST = 80
_MAIL = re.compile(r"[\w.+{},-]{1,60}@[\w-]{1,40}(?:\.[\w-]{1,40}){1,4}")
_PLACE = re.compile(
    r"\b(?:University|Universit[äàée]t?|Universidad|Institute of|Department of|School of|College of|Student ID)\b"
    r"|大学|大學|学院|學院|学号|學號"
)
_CODE = re.compile(r"\b(?:github\.com|gitlab\.com|bitbucket\.org|gitee\.com)/[\w.-]{1,40}")
_THANKS = re.compile(r"^\W*(?:\d[\d.]*\s+)?(?:acknowledge?ments?|致谢|致謝)\b", re.IGNORECASE)
_ABSTRACT = re.compile(r"^\W*(?:abstract|summary|introduction|1\.?\s+introduction|摘要)\b", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"anonym|unknown|author|user|admin|root", re.IGNORECASE)


def author_hints(lines: list[Line], metadata: Any, names: Iterable[str]) -> list[str]:
    """Return sentences, at most ten: the file's own author, addresses, places, repositories, thanks, the `names` given."""
    found = [*_of_metadata(metadata), *_of_heading(lines), *_of_text(lines), *_of_names(lines, names)]
    return list(dict.fromkeys(found))[:_MOST]


def _of_metadata(metadata: Any) -> Iterator[str]:
    author = str(metadata.get("Author") or "").strip() if isinstance(metadata, dict) else ""
    if author and not _NOT_A_NAME.search(author):
        yield f"the file says that its author is '{author[:_LONGEST]}'"


def _of_heading(lines: list[Line]) -> Iterator[str]:
    """Look between the title and the abstract of the first page, where authors stand with their addresses."""
    for line in lines[:60]:
        if line.page > 0 or _ABSTRACT.match(line.text):
            return
        if _PLACE.search(line.text):
            yield f"page 1 says '{line.text[:_LONGEST]}'"


def _of_text(lines: list[Line]) -> Iterator[str]:
    seen: set[str] = set()
    for line in lines:
        for match in filter(None, (_MAIL.search(line.text), _CODE.search(line.text))):
            if match[0] not in seen:
                yield f"page {line.page + 1} says '{match[0][:_LONGEST]}'"
            seen.add(match[0])
        if _THANKS.match(line.text) and len(line.words) <= 3:
            yield f"page {line.page + 1} has acknowledgements"


def _of_names(lines: list[Line], names: Iterable[str]) -> Iterator[str]:
    """Look for the people who committed, on the first page only: their own earlier work may be cited."""
    first = " ".join(line.text for line in lines if line.page == 0).casefold()
    for name in names:
        if len(name.strip()) >= 4 and re.search(rf"(?<!\w){re.escape(name.strip().casefold())}(?!\w)", first):
            yield f"page 1 names '{name.strip()[:_LONGEST]}', who committed to the repository"
