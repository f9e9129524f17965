"""The rubric that a course publishes: by name, by path, or by an address on the web."""

from __future__ import annotations

import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from grader.core.errors import InputError, MachineError
from grader.core.rubric import Course
from grader.core.show import show
from grader.intake.new_course import rubric_named
from grader.intake.rubric import read_rubric

_MOST_BYTES = 256 * 1024
_SECONDS = 15
_BLOCK = 16 * 1024


def published_rubric(named: str, folder: Path, checks: Mapping[str, frozenset[str]]) -> Course:
    """Return the rubric of that name, at that path from `folder`, or at that https address.

    Raises InputError where there is none or it is wrong, MachineError where the address cannot be reached.
    """
    if "://" in named:
        return _downloaded(named, checks)
    if "/" not in named and not named.endswith((".yaml", ".yml")):
        return read_rubric(rubric_named(named), checks=checks)
    try:
        path = folder / Path(named).expanduser()
    except RuntimeError as error:  # nobody here is called as in ~somebody
        raise InputError(f"the rubric {show(named, 200)!r} cannot be looked for: {show(error)}") from None
    return read_rubric(path, checks=checks)


def _downloaded(address: str, checks: Mapping[str, frozenset[str]]) -> Course:
    if urlsplit(address).scheme != "https":
        raise InputError(f"the rubric's address {show(address, 200)} is no https address", hint="it begins with https://")
    body = _download(address)
    with tempfile.TemporaryDirectory(prefix="grader-rubric-") as temporary:
        path = Path(temporary, "rubric.yaml")
        path.write_bytes(body)
        try:
            return read_rubric(path, checks=checks)
        except InputError as error:
            raise InputError(error.what, file=show(address, 200), line=error.line, hint=error.hint) from None


def _download(address: str) -> bytes:
    opener = urllib.request.build_opener(_NoOtherScheme)
    try:
        with opener.open(address, timeout=_SECONDS) as answer:  # https only, see above
            body = bytearray()
            while block := answer.read1(_BLOCK):
                body += block
                if len(body) > _MOST_BYTES:
                    raise InputError(f"{show(address, 200)} holds more than {_MOST_BYTES // 1024} kB: that is no rubric")
    except urllib.error.HTTPError as error:
        raise InputError(f"there is no rubric at {show(address, 200)}: {error.code}", hint="ask your course for it") from None
    except OSError as error:
        why = show(getattr(error, "reason", error), 120)
        raise MachineError(
            f"the rubric at {show(address, 200)} could not be fetched: {why}; or name a file: --rubric FILE"
        ) from None
    return bytes(body)


class _NoOtherScheme(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to https only."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Return the next request; raises InputError for another scheme."""
        if urlsplit(newurl).scheme != "https":
            raise InputError(f"the rubric's address leads to {show(newurl, 200)}, which is no https address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
