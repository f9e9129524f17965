"""Requests to look again, and what was answered, in the course's store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from grader.core.errors import InputError
from grader.core.regrade_request import RegradeRequest, RequestAnswer, RequestState
from grader.gradebook.database import Database

_ADD: Final = "INSERT OR IGNORE INTO requests (source, subject, target, author, text, at) VALUES (?, ?, ?, ?, ?, ?)"
_ANSWER: Final = "INSERT INTO request_answers (request, state, subject, text, author, at) VALUES (?, ?, ?, ?, ?, ?)"
_REQUESTS: Final = "SELECT id, source, subject, target, author, text, at FROM requests ORDER BY id"
_ANSWERS: Final = "SELECT request, state, subject, text, author, at FROM request_answers ORDER BY id"


class RequestBook:
    """Every request ever read in, with all answers; an answer is never changed, only followed by another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the requests of a course folder that has a store."""
        return cls(Database(folder / ".grader" / "grader.db"))

    def close(self) -> None:
        """Close it; a second time does nothing."""
        self._database.close()

    def add(self, requests: Sequence[RegradeRequest]) -> int:
        """Add those that are not there yet, all or none; return how many were new."""
        before = self._count()
        self._database.write_all(_ADD, [(r.source, r.subject, r.target, r.author, r.text, r.at) for r in requests])
        return self._count() - before

    def answer(self, request: int, answer: RequestAnswer, *, seen: int) -> bool:
        """Add an answer where there are `seen` of them so far, and say whether there were; InputError where it says nothing."""
        if not answer.text.strip() or not answer.author.strip():
            raise InputError("an answer needs a text and somebody who gives it")
        query = "SELECT id FROM request_answers WHERE request = ?", (request,)
        row = (request, answer.state.value, answer.subject, answer.text, answer.author, answer.at)
        return self._database.write_if(query, lambda rows: len(rows) == seen, _ANSWER, row)

    def all(self) -> tuple[RegradeRequest, ...]:
        """Return every request, oldest first."""
        said: dict[int, list[RequestAnswer]] = {}
        for request, state, *rest in self._database.read(_ANSWERS):
            said.setdefault(request, []).append(RequestAnswer(RequestState(state), *rest))
        rows = self._database.read(_REQUESTS)
        return tuple(replace(RegradeRequest(*rest), id=number, answers=tuple(said.get(number, ()))) for number, *rest in rows)

    def _count(self) -> int:
        return int(self._database.read("SELECT count(*) FROM requests")[0][0])
