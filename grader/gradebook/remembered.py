"""The marks as they were shown the last time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from pydantic import TypeAdapter

from grader.core.scores import Mark
from grader.gradebook.document import Document

MARKS: Final = Document("marks", TypeAdapter(tuple[Mark, ...]))


class Remembered:
    """Marks as a text of the store, '' for none, which takes far longer to read than to compare."""

    def __init__(self, text: str = "") -> None:
        self._text = text

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The marks; empty where there are none or they are stale."""
        return (MARKS.read(self._text) if self._text else None) or ()

    def are(self, marks: Sequence[Mark]) -> bool:
        """Say whether these are the marks, each in its place."""
        if not marks:
            return not self.marks
        begin = MARKS.text(tuple(marks[:1]))[:-1]  # without the bracket: the first to differ is most often the first
        return self._text.startswith(begin) and self._text == MARKS.text(tuple(marks))
