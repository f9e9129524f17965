"""What a browser asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from grader.review.sessions import Session

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Asked:
    """Who asks, and the texts of the address and of the form; nothing of them is a path, and everything is looked up."""

    session: Session
    path: str = "/"
    places: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    query: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    form: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    @property
    def user(self) -> str:
        """Who asks."""
        return self.session.user
