"""What was read in a PDF that a group handed in, without rendering it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DocumentStatus(StrEnum):
    """How reading a document ended."""

    OK = "OK"
    NO_PDF = "NO_PDF"
    ENCRYPTED = "ENCRYPTED"
    CORRUPT = "CORRUPT"
    TOO_LARGE = "TOO_LARGE"
    TIMEOUT = "TIMEOUT"
    MEMORY = "MEMORY"


@dataclass(frozen=True)
class PageFacts:
    """A page: its `number` from 1, its size in millimetres as a reader shows it, and what stands on it.

    `columns` is None where there is too little text to tell; `pictures` is the share of the page that pictures cover.
    """

    number: int
    width: float
    height: float
    words: int
    columns: int | None
    pictures: float


@dataclass(frozen=True)
class Heading:
    """What may be a heading, with its page from 1; `styled` where it is larger or bolder than the text, or in capitals."""

    text: str
    page: int
    styled: bool


@dataclass(frozen=True)
class DocumentFacts:
    """A document of the commit; one whose `status` is not OK has a `message` that completes 'the file …'.

    `pages` counts all, `looked_at` holds the first sixty and the last. `last_page` is 'references', 'other', or '' where
    there is no list of references, and `last_page_why` completes that; the list begins on `references_page`.
    `fonts_missing` are fonts of the text that the file does not bring along, `author_hints` sentences on what tells who wrote
    it. Texts are quoted from the file, made fit to show.
    """

    path: str
    sha256: str
    bytes: int
    status: DocumentStatus
    message: str = ""
    pages: int = 0
    looked_at: tuple[PageFacts, ...] = ()
    encrypted: bool = False
    words: int = 0
    text_size: float = 0.0
    headings: tuple[Heading, ...] = ()
    last_page: str = ""
    last_page_why: str = ""
    references_page: int | None = None
    fonts: tuple[str, ...] = ()
    fonts_missing: tuple[str, ...] = ()
    author_hints: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def scanned(self) -> bool:
        """Whether it is made of pictures of pages: hardly a word on any, and pictures that cover most of one."""
        return self.words < 5 * max(self.pages, 1) and any(page.pictures > 0.5 for page in self.looked_at)
