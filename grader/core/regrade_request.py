"""What somebody asks to be looked at again, and what staff say to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RequestState(StrEnum):
    """How far a request is."""

    OPEN = "OPEN"
    LOOKING = "LOOKING"
    GRANTED = "GRANTED"
    DECLINED = "DECLINED"


@dataclass(frozen=True)
class RequestAnswer:
    """One word of staff: the state from then on, whom it is about as far as staff have put that right, and a text."""

    state: RequestState
    subject: str
    text: str
    author: str
    at: str


@dataclass(frozen=True)
class RegradeRequest:
    """A request as it came in; `source` tells it from every other, so that the same export brings it only once.

    `subject` is a group's or student's id ('' where nobody of the roster was found), `target` a path of the rubric or ''.
    `author` and `text` are what somebody wrote: hostile.
    """

    source: str
    subject: str
    target: str
    author: str
    text: str
    at: str
    id: int = 0
    answers: tuple[RequestAnswer, ...] = ()

    @property
    def state(self) -> RequestState:
        """How far it is: what the last answer says."""
        return self.answers[-1].state if self.answers else RequestState.OPEN

    @property
    def about(self) -> str:
        """Whom it is about: what the last answer that says so says, else what was found when it came in."""
        return next((one.subject for one in reversed(self.answers) if one.subject), self.subject)
