"""Read requests to look again: a table, or an export of issues."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from grader.core.errors import InputError
from grader.core.regrade_request import RegradeRequest
from grader.core.roster import Roster
from grader.intake.csv_table import read_csv
from grader.intake.roster_names import RosterNames

_MOST_TEXT = 8000
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "who": ("who", "student_id", "student id", "group", "email", "email address", "e-mail", "username", "name"),
    "text": ("text", "request", "message", "comment", "why", "reason", "question", "body"),
    "target": ("criterion", "target", "which", "which criterion", "part"),
    "at": ("at", "timestamp", "time", "created_at", "date"),
    "id": ("id", "number", "url"),
}
_WORD: Final = re.compile(r"[^\s:,;()\[\]]+")


def read_requests(path: Path, roster: Roster, targets: Collection[str]) -> tuple[RegradeRequest, ...]:
    """Return the requests of a file: a CSV with columns `who` and `text`, or issues as JSON (of GitHub or GitLab).

    `targets` are the paths that a request may be about. Whom it is about is found by id, e-mail address, name, or by the
    repository that an issue lies in; '' where nobody is found. Raises InputError, with the line, for a file that is neither.
    """
    text = path.read_text(encoding="utf-8-sig")
    found = _issues(path, text, roster) if text.lstrip()[:1] in {"[", "{"} else _rows(path, roster)
    return tuple(_about(one, targets) for one in found)


def _rows(path: Path, roster: Roster) -> Iterator[RegradeRequest]:
    table, names = read_csv(path), RosterNames.of(roster)
    known = {column.casefold().strip(): column for column in table.columns}
    at = {use: next((known[one] for one in spelt if one in known), "") for use, spelt in _COLUMNS.items()}
    for use in ("who", "text"):
        if not at[use]:
            raise table.error(f"there is no column {use!r}", f"name it one of: {', '.join(_COLUMNS[use])}")
    for row in table.rows:
        cell = {use: row.cells[column] if column else "" for use, column in at.items()}
        if not cell["text"]:
            raise row.error("the request says nothing")
        source = f"row {cell['id']}" if cell["id"] else f"row {_hash(cell['who'], cell['text'], cell['at'])}"
        target = cell["target"].strip()
        yield RegradeRequest(source, _subject(cell["who"], names), target, cell["who"], cell["text"][:_MOST_TEXT], cell["at"])


def _issues(path: Path, text: str, roster: Roster) -> Iterator[RegradeRequest]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise InputError("this is no JSON", file=path, line=line, hint="export issues as JSON, or a table as CSV") from None
    listed = read if isinstance(read, list) else [read]
    names = RosterNames.of(roster)
    homes = {_home(group.repository): group.id for group in roster.groups if group.repository}
    for number, one in enumerate(listed, 1):
        if not isinstance(one, dict) or not isinstance(one.get("title"), str):
            what = f"issue {number} of the file has no title"
            raise InputError(what, file=path, hint="gh issue list --json number,title,body,author,url,createdAt")
        yield _issue(one, names, homes)


def _issue(one: Mapping[str, Any], names: RosterNames, homes: Mapping[str, str]) -> RegradeRequest:
    def said(*keys: str) -> str:
        return next((str(one[key]) for key in keys if isinstance(one.get(key), str | int) and str(one[key])), "")

    author = one.get("author") or one.get("user")
    who = (
        next((str(author[key]) for key in ("login", "username", "name") if author.get(key)), "")
        if isinstance(author, dict)
        else ""
    )
    address, title = said("url", "html_url", "web_url"), said("title")
    subject = homes.get(_home(re.sub(r"/(-/)?issues/.*$", "", address)), "")
    subject = subject or next((s for word in (who, *_WORD.findall(title)) if (s := _subject(word, names))), "")
    text = f"{title}\n\n{said('body', 'description')}".strip()
    source = f"issue {address or said('number', 'iid') or _hash(title, text)}"
    return RegradeRequest(source, subject, "", who, text[:_MOST_TEXT], said("createdAt", "created_at"))


def _about(one: RegradeRequest, targets: Collection[str]) -> RegradeRequest:
    """Find the criterion: as its column says, by its path or its last part, else where the text names a path."""
    asked = one.target or next((word for word in _WORD.findall(one.text) if word in targets), "")
    fits = [path for path in targets if asked and (path == asked or path.rpartition(".")[2].casefold() == asked.casefold())]
    return RegradeRequest(one.source, one.subject, fits[0] if len(fits) == 1 else "", one.author, one.text, one.at)


def _subject(text: str, names: RosterNames) -> str:
    student, group = names.student(text.strip()), names.group(text.strip())
    return student.id if student else group.id if group else ""


def _home(address: str) -> str:
    """Return host and path of a repository's address, however it is written."""
    plain = re.sub(r"^[a-z+]+://", "", address.strip().casefold())
    return plain.rpartition("@")[2].replace(":", "/").removesuffix("/").removesuffix(".git")


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
