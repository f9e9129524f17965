"""Read a repository's address as the instructor wrote it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.csv_table import Row
from grader.intake.git_address import read_git_address

_WEB = re.compile(r"(https|ssh)://([^/\s@]+@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(:\d{1,5})?/\S+")
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?/\S+")  # nobody stands between this machine and itself
_SHORT = re.compile(r"[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^-\s]\S*")
_HOST_FIRST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/.+")
_FORMS = "use https://host/path, ssh://git@host/path, git@host:path, or a folder on this machine"


def repository_address(row: Row, column: str) -> str:
    """Return the address in a row; a folder on this machine becomes an absolute path, a relative one starts beside the file.

    Raises:
        InputError: with file and line, when Git could read it as an option or a helper program, or knows no such form.
    """
    text = row.cells[column]
    if text.startswith("-") or ("::" in text and "[" not in text) or show(text, len(text)) != text:
        raise row.error(f"the repository {show(text)!r} is no address", _FORMS)
    if _WEB.fullmatch(text) or _LOOPBACK.fullmatch(text) or _SHORT.fullmatch(text):
        return _fetchable(row, text)
    if "://" in text or ":" in text.partition("/")[0]:
        raise row.error(f"the repository {show(text)!r} has a form that the grader does not fetch", _hint(text))
    folder = _folder(row, text)
    if _HOST_FIRST.fullmatch(text) and not _is_there(folder):
        raise row.error(f"the repository {show(text)!r} is no folder", f"write https://{show(text, 100)}")
    return _fetchable(row, folder)


def _fetchable(row: Row, address: str) -> str:
    """Return the address if fetching takes it too: what it refuses later has no line to point at, and stops the whole course."""
    try:
        read_git_address(address)
    except InputError as error:
        raise row.error(error.what, error.hint) from None
    return address


def _folder(row: Row, text: str) -> str:
    try:
        path = row.file.parent / Path(text).expanduser()
    except RuntimeError as error:
        raise row.error(f"the repository {show(text)!r} begins with the home of nobody on this machine", _FORMS) from error
    return os.path.abspath(path)  # noqa: PTH100 - resolve() fails on a link loop or in a folder that may not be entered


def _is_there(folder: str) -> bool:
    try:
        return Path(folder).exists()
    except OSError:  # this user may not look: fetching tells
        return True


def _hint(text: str) -> str:
    if text.startswith("file://"):
        return f"write the folder's path: {show(text[7:], 100)}"
    if text.startswith("http://"):
        return f"anyone on the way can change what http brings: write https://{show(text[7:], 100)}"
    return _FORMS
