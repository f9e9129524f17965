"""Read a repository's address before Git sees it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from grader.core.errors import InputError
from grader.core.show import show

_FORMS = "write https://HOST/PATH, ssh://USER@HOST/PATH, git@HOST:PATH, or the path of a folder"
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\]")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_SCP = re.compile(r"([^@/:]+)@([^@/:]+):([^:-].*)")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True)
class GitAddress:
    """An address that is safe to hand to Git, and `protocol`, the only transport Git may use for it."""

    text: str
    protocol: str


def read_git_address(text: str, *, allow: Collection[str] = ("https", "ssh", "file")) -> GitAddress:
    """Return the address in a form Git cannot misread; `http` is taken wherever https is, but for this machine only.

    Raises InputError for anything that is an option, a helper (`ext::`), another scheme, or holds a password.
    """
    _refuse_tricks(text)
    address = _local(text) or _scp(text) or _url(text)
    to_itself = address.protocol == "http" and "https" in allow  # _check_parts took http for this machine only
    if address.protocol not in allow and not to_itself:
        raise _refusal(text, f"uses {address.protocol}, which is not allowed here")
    return address


def _refuse_tricks(text: str) -> None:
    if not text or text != text.strip() or any(not c.isprintable() for c in text) or len(text) > 2000:
        raise _refusal(text, "is empty, too long, or holds blanks or characters that cannot be seen")
    if text.startswith("-"):
        raise _refusal(text, "starts with '-', which Git would read as an option")
    if "::" in text and "[" not in text:
        raise _refusal(text, "names a Git helper program ('::')")


def _local(text: str) -> GitAddress | None:
    path = text.removeprefix("file://")
    if not path.startswith("/"):
        return None
    return GitAddress(str(Path(path)), "file")


def _scp(text: str) -> GitAddress | None:
    found = None if "://" in text else _SCP.fullmatch(text)
    if not found:
        return None
    if not (_USER.fullmatch(found[1]) and _HOST.fullmatch(found[2])):
        raise _refusal(text, "has no plain user or host name")
    return GitAddress(text, "ssh")


def _url(text: str) -> GitAddress:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise _refusal(text, "is not an address") from error
    if parts.scheme not in {"https", "ssh", "http"} or not text.startswith(f"{parts.scheme}://"):
        raise _refusal(text, "is of no form that is known here")
    _check_parts(text, parts)
    return GitAddress(text, parts.scheme)


def _check_parts(text: str, parts: SplitResult) -> None:
    user, _, host_and_port = parts.netloc.rpartition("@")
    host = re.sub(r":\d*$", "", host_and_port)
    if ":" in user or (user and not _USER.fullmatch(user)):
        raise _refusal(text.replace(parts.netloc, host_and_port), "holds a password or a user name that is not plain")
    if not _HOST.fullmatch(host) or not parts.path.strip("/") or parts.path.startswith("/-"):
        raise _refusal(text, "has no plain host name or no path")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise _refusal(text, "uses http, which anyone on the way can change")


def _refusal(text: str, why: str) -> InputError:
    return InputError(f"the repository address '{show(text, 120)}' {why}", hint=_FORMS)
