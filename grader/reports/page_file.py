"""A file of the reports, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass

from grader.reports.page_part import PagePart


@dataclass(frozen=True)
class PageFile:
    """A file's name below the folder of the reports, its bytes, and where in them the part lies that can be taken over."""

    name: str
    data: bytes
    part: PagePart | None = None
