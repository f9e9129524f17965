"""Read a PDF without rendering it: pages, sizes, columns, headings, fonts, and what tells who wrote it.

It parses a hostile file, so it runs inside a sandbox, one file a run; time and memory are bounded from outside.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from author_hints import author_hints
from document_fonts import embedded_fonts, plain_name
from headings_found import headings_found
from last_page import last_page
from page_words import Word, page_words, usual_size
from text_columns import document_gutters
from text_lines import Line, text_lines

_PAGES = 60  # are looked at; all are counted
_COUNTED = 5000
_SIGNATURE = b"%PDF-"
_MILLIMETRES = 25.4 / 72


@dataclass
class _Read:
    """What was read so far, page by page."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    words: list[list[Word]] = field(default_factory=list)
    embedded: dict[str, bool] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    height: float = 0.0


def run(parameters: dict[str, Any], inputs: dict[str, str], _project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what `core.document_facts` holds of the file `inputs['document']`, and no file.

    `parameters` has `names`, the people to look for, and `seconds`, after which no further page is begun. `status` is OK,
    NO_PDF, ENCRYPTED or CORRUPT, and `message` completes 'the file …'.
    """
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    path = Path(inputs["document"])
    with path.open("rb") as stream:
        head = stream.read(1024)
    if _SIGNATURE not in head:
        return {"status": "NO_PDF", "message": _kind(head)}, {}
    try:
        return _document(path, parameters), {}
    except MemoryError:
        raise
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            return {"status": "ENCRYPTED", "message": "is encrypted and asks for a password"}, {}
        return {"status": "CORRUPT", "message": f"is damaged: {error}"[:300]}, {}
    except Exception as error:  # noqa: BLE001 - a hostile file ends the parser in every way there is
        return {"status": "CORRUPT", "message": f"is damaged: {type(error).__name__}: {error}"[:300]}, {}


def _kind(head: bytes) -> str:
    known = {
        b"\xff\xd8\xff": "a JPEG picture", b"\x89PNG": "a PNG picture", b"PK\x03\x04": "a ZIP archive or an Office document",
        b"\xd0\xcf\x11\xe0": "an old Office document", b"{\\rtf": "an RTF text", b"<": "a web page or XML",
    }  # fmt: skip
    if not head:
        return "is empty"
    if head.startswith(b"version https://git-lfs"):
        return "is a Git LFS pointer, not the file itself"
    what = next((name for start, name in known.items() if head.lstrip().startswith(start)), "")
    return f"is no PDF but {what}, renamed" if what else "is no PDF"


def _document(path: Path, parameters: dict[str, Any]) -> dict[str, Any]:
    import pdfplumber
    from pdfminer.pdfpage import PDFPage
    from pdfplumber.page import Page

    ends = time.monotonic() + float(parameters["seconds"])
    with path.open("rb") as stream, pdfplumber.open(stream, unicode_norm="NFKC") as document:
        miner = document.doc
        count = 0
        found: list[tuple[int, Any]] = []
        for number, one in enumerate(PDFPage.create_pages(miner)):
            count = number + 1
            found = [*found[: _PAGES - 1], (number, one)]  # the first ones, and always the last
            if count >= _COUNTED:
                break
        if not count:
            return {"status": "CORRUPT", "message": "is damaged: it has no page"}
        read = _Read()
        for number, one in found:
            if time.monotonic() > ends:
                read.problems.append(f"only {len(read.pages)} pages could be read in time")
                break
            try:
                _read_page(Page(document, one, page_number=number + 1), one, number, read)
            except Exception as error:  # noqa: BLE001 - likewise; the other pages may be in order
                read.problems.append(f"page {number + 1} could not be read: {type(error).__name__}: {error}"[:200])
        return _facts(read, count, document.metadata, encrypted=miner.encryption is not None, parameters=parameters)


def _read_page(page: Any, source: Any, number: int, read: _Read) -> None:
    from text_only import lay_out

    lay_out(page)
    words = page_words(page)
    width, height = _size(page, source)
    covered = sum(abs(image["width"] * image["height"]) for image in page.images[:1000]) / max(page.width * page.height, 1)
    facts = {"number": number + 1, "width": round(width, 1), "height": round(height, 1), "words": len(words)}
    read.pages.append({**facts, "columns": None, "pictures": round(min(float(covered), 1.0), 3)})
    read.words.append(words)
    read.embedded = _both(read.embedded, embedded_fonts(source.resources))
    read.height = float(page.height)


def _lines(read: _Read) -> list[Line]:
    """Set each page's columns, and return the document's lines in reading order."""
    lines: list[Line] = []
    for page, words, parted in zip(read.pages, read.words, document_gutters(read.words), strict=True):
        page["columns"] = None if parted is None else len(parted) + 1
        lines += text_lines(words, parted or [], page["number"] - 1)
    return lines


def _both(first: dict[str, bool], second: dict[str, bool]) -> dict[str, bool]:
    return {name: first.get(name, True) and second.get(name, True) for name in (*first, *second)}


def _size(page: Any, source: Any) -> tuple[float, float]:
    """Return width and height in millimetres as a reader shows the page: cropped, in its own unit, turned."""
    x0, y0, x1, y1 = (float(edge) for edge in source.cropbox)
    unit = source.attrs.get("UserUnit", 1)
    scale = _MILLIMETRES * (float(unit) if isinstance(unit, int | float) and 0 < unit < 1000 else 1.0)
    size = abs(x1 - x0) * scale, abs(y1 - y0) * scale
    return size[::-1] if page.rotation in {90, 270} else size


def _facts(read: _Read, count: int, metadata: Any, *, encrypted: bool, parameters: dict[str, Any]) -> dict[str, Any]:
    lines, words = _lines(read), [word for page in read.words for word in page]
    size = usual_size(words)
    bold = sum(len(word.text) for word in words if word.bold) > 0.5 * sum(len(word.text) for word in words)
    headings = headings_found(lines, size, bold_text=bold)
    kind, why, begins = last_page(lines, headings, count - 1, read.height)
    if not read.pages or read.pages[-1]["number"] != count:
        kind, why = "", "it could not be read"
    used = dict.fromkeys(plain_name(word.font) for word in words)
    return {
        "status": "OK", "message": "", "pages": count, "looked_at": read.pages, "encrypted": encrypted,
        "words": len(words), "text_size": round(size, 1),
        "headings": [{"text": one.text[:120], "page": one.page + 1, "styled": one.styled} for one in headings],
        "last_page": kind, "last_page_why": why[:200], "references_page": None if begins is None else begins + 1,
        "fonts": list(used)[:60], "fonts_missing": [name for name in used if not read.embedded.get(name, False)][:60],
        "author_hints": author_hints(lines, metadata, [str(name) for name in parameters["names"]]),
        "problems": read.problems[:20],
    }  # fmt: skip
