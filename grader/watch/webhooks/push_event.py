"""Read from a push event which repository it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grader.watch.webhooks.repository_name import repository_name

PUSHES = frozenset({"push", "Push Hook"})
_ADDRESSES = ("clone_url", "ssh_url", "git_url", "html_url", "git_http_url", "git_ssh_url", "web_url")


@dataclass(frozen=True)
class PushEvent:
    """The repository's names (see `repository_name`), and when it was pushed to, in seconds since 1970, where that is said."""

    names: frozenset[str]
    pushed_at: float | None = None


def read_push_event(body: bytes) -> PushEvent | None:
    """Return what a push event of GitHub or GitLab says; None where it is none."""
    try:
        event = json.loads(body)
        return _read(event) if isinstance(event, dict) else None
    except (ValueError, RecursionError, OverflowError):  # the last of a moment with hundreds of digits
        return None


def _read(event: Mapping[str, Any]) -> PushEvent | None:
    found = [one for one in (event.get("repository"), event.get("project")) if isinstance(one, dict)]
    addresses = [one[key] for one in found for key in _ADDRESSES if isinstance(one.get(key), str)]
    names = frozenset(name for address in addresses if (name := repository_name(address)))
    moments = [moment for one in found if (moment := _moment(one.get("pushed_at"))) is not None]
    return PushEvent(names, max(moments, default=None)) if names else None


def _moment(value: Any) -> float | None:
    """Return GitHub's `pushed_at`: seconds, or a text with a time zone; OverflowError where no clock shows so many."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    try:
        stated = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return stated.timestamp() if stated and stated.tzinfo else None
