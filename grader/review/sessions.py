"""Who may come in, and who is in."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Session:
    """One browser that is in: whose it is, what its cookie holds, and what each of its forms must send along."""

    user: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def fits(self, csrf: str) -> bool:
        """Say whether a form was made for this session."""
        return _same(self.csrf, csrf)


class Sessions:
    """A token for each user that opens one session, and the sessions there are; safe from several threads.

    A token that was used is replaced by another one, so that nobody is locked out and none works twice.
    """

    def __init__(self, users: Sequence[str]) -> None:
        self._lock = threading.Lock()
        self._tokens = {user: _token() for user in users}
        self._open: list[Session] = []

    def token(self, user: str) -> str:
        """Return the token that lets this user in next."""
        with self._lock:
            return self._tokens[user]

    def who(self, token: str) -> str | None:
        """Return whose token it is, or None; it is not used up."""
        with self._lock:
            return self._who(token)

    def open(self, token: str) -> Session | None:
        """Use the token up and return a new session, or None where the token is nobody's."""
        with self._lock:
            user = self._who(token)
            if user is None:
                return None
            self._tokens[user] = _token()
            session = Session(user)
            self._open.append(session)
            return session

    def find(self, cookie: str) -> Session | None:
        """Return the session of a cookie's value, or None."""
        with self._lock:
            found = None
            for session in self._open:  # all of them, so that the time tells nothing
                found = session if _same(session.id, cookie) else found
            return found

    def close(self, session: Session) -> None:
        """End a session; a second time does nothing."""
        with self._lock:
            self._open = [one for one in self._open if one is not session]

    def _who(self, token: str) -> str | None:
        found = None
        for user, known in self._tokens.items():
            found = user if _same(known, token) else found
        return found


def _token() -> str:
    return secrets.token_urlsafe(32)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))
