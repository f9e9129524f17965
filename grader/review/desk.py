"""What every page works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.gradebook.request_book import RequestBook
from grader.review.book import Book
from grader.review.door import Door
from grader.review.runner import Runner
from grader.review.sessions import Sessions


@dataclass(frozen=True)
class Desk:
    """The course, who is in, where the page is reached, the run that may be going, and how to tell whoever started it."""

    folder: Path
    book: Book
    sessions: Sessions
    door: Door
    runner: Runner
    requests: RequestBook
    announce: Callable[[str], None]
    cookie: str

    @property
    def secure(self) -> bool:
        """Say whether the page is reached by https only."""
        return self.door.scheme == "https"
