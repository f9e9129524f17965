"""Read when GitHub or GitLab received commits, from its own list of events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.push import Push
from grader.intake.read_text import read_text

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HINT = "save the answer of GitHub's /repos/OWNER/NAME/events or GitLab's /projects/ID/events?action=pushed"
_AT_MOST_BYTES = 200_000_000


def read_push_events(path: Path) -> tuple[Push, ...]:
    """Return the pushes of a JSON file: one list of events, several one after the other, or lists by repository.

    GitHub's `PushEvent` and GitLab's events with `push_data` are read; other events are passed over. A commit's id is all
    that ties an event to a repository, so the events of all groups may stand in one file. Sources: GitHub REST API, "Events";
    GitLab REST API, "Events".

    Raises:
        InputError: with file and line, when it is not JSON, holds no event at all, or a push has no readable time.
    """
    pushes = []
    number = 0
    for number, event in enumerate(_events(path), 1):
        heads, before = _commits(event)
        if heads:
            pushes.append(Push(_seconds(path, number, event.get("created_at")), heads, before))
    if not number:
        raise InputError("the file holds no event", file=path, line=1, hint=_HINT)
    return tuple(pushes)


def _events(path: Path) -> Iterator[Mapping[str, Any]]:
    text = read_text(path, at_most=_AT_MOST_BYTES)
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            raise InputError("this is not JSON", file=path, line=line, hint=_HINT) from None
        lists = value.values() if isinstance(value, dict) and all(isinstance(one, list) for one in value.values()) else [value]
        for one in lists:
            yield from _list(path, one)


def _list(path: Path, value: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(event, dict) for event in value):
        raise InputError("this is not a list of events", file=path, line=1, hint=_HINT)
    yield from value


def _commits(event: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """Return the commits that a push names, or nothing for another kind of event, and where the branch ended before it."""
    github, gitlab = event.get("payload"), event.get("push_data")
    found: list[Any] = []
    before: Any = None
    if event.get("type") == "PushEvent" and isinstance(github, dict):
        commits = github.get("commits")
        found = [github.get("head"), *(one.get("sha") for one in commits or () if isinstance(one, dict))]
        before = github.get("before")
    elif isinstance(gitlab, dict):
        found, before = [gitlab.get("commit_to")], gitlab.get("commit_from")
    return tuple(one for one in found if _is_commit(one)), before if _is_commit(before) else ""


def _is_commit(one: Any) -> bool:
    return isinstance(one, str) and bool(_SHA.fullmatch(one)) and bool(one.strip("0"))


def _seconds(path: Path, number: int, time: Any) -> int:
    try:
        moment = datetime.fromisoformat(time)
        if moment.tzinfo is not None:
            return int(moment.timestamp())
    except (TypeError, ValueError):
        pass
    what = f"the push that is event {number} has no readable 'created_at': {show(time, 60)}"
    raise InputError(what, file=path, line=1, hint="keep what the server answered as it is")
