"""Read a submitted PDF in a sandbox and take over what is told of it, trusting none of it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from grader.core.document_facts import DocumentFacts, DocumentStatus, Heading, PageFacts
from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import MIB, Limits
from grader.core.show import show
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.own_pace import run_at_own_pace

_SECONDS, _START, _MEMORY = 60.0, 30.0, 1536 * MIB
_ENDED = {RunStatus.TIMEOUT: DocumentStatus.TIMEOUT, RunStatus.MEMORY: DocumentStatus.MEMORY}

_Text = Annotated[str, Field(max_length=400), AfterValidator(lambda text: show(text, 400))]
_Texts = Annotated[tuple[_Text, ...], Field(max_length=60)]
_Count = Annotated[int, Field(ge=0, le=10_000_000)]
_Size = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


@dataclass(frozen=True)
class _Page:
    number: _Count
    width: _Size
    height: _Size
    words: _Count
    columns: Annotated[int, Field(ge=1, le=200)] | None
    pictures: Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True)
class _Heading:
    text: _Text
    page: _Count
    styled: bool


@dataclass(frozen=True)
class _Told:
    """What the program inside says, with its bounds."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    status: Literal["OK", "NO_PDF", "ENCRYPTED", "CORRUPT"]
    message: _Text = ""
    pages: _Count = 0
    looked_at: Annotated[tuple[_Page, ...], Field(max_length=60)] = ()
    encrypted: bool = False
    words: _Count = 0
    text_size: _Size = 0.0
    headings: Annotated[tuple[_Heading, ...], Field(max_length=400)] = ()
    last_page: Literal["references", "other", ""] = ""
    last_page_why: _Text = ""
    references_page: _Count | None = None
    fonts: _Texts = ()
    fonts_missing: _Texts = ()
    author_hints: _Texts = ()
    problems: _Texts = ()


def read_document(sandbox: Sandbox, path: str, body: bytes, names: Sequence[str], limits: Limits) -> DocumentFacts:
    """Return the facts of the file `body`, called `path` in the repository; `names` are people to look for on its first page.

    It takes at most 90 seconds and 1.5 GiB of memory, less where `limits` allow less.
    Raises MachineError where the sandbox fails, or answers what no document can make it answer.
    """
    digest = hashlib.sha256(body).hexdigest()
    seconds = min(_SECONDS, limits.seconds)
    bounds = Limits(seconds=math.ceil(seconds + _START), memory_bytes=min(_MEMORY, limits.memory_bytes), disk_bytes=256 * MIB)
    job = Job("document", {"names": list(names), "seconds": seconds}, inputs={"document": body}, limits=bounds, name=path)
    outcome = run_at_own_pace(sandbox, job)
    if outcome.status is RunStatus.INTERNAL_ERROR:
        raise MachineError(f"the document {show(path, 80)} could not be read: {outcome.message}")
    if outcome.status is not RunStatus.OK:
        status = _ENDED.get(outcome.status, DocumentStatus.CORRUPT)
        return DocumentFacts(path, digest, len(body), status, f"could not be read: {show(outcome.message, 300)}")
    told = _told(outcome)
    pages = tuple(PageFacts(**vars(page)) for page in told.looked_at)
    headings = tuple(Heading(**vars(heading)) for heading in told.headings)
    facts = {**vars(told), "looked_at": pages, "headings": headings, "status": DocumentStatus(told.status)}
    return DocumentFacts(path, digest, len(body), **facts)


def _told(outcome: Outcome) -> _Told:
    document: Mapping[str, Any] = {name: value for name, value in outcome.document.items() if name != "events"}
    try:
        return TypeAdapter(_Told).validate_json(json.dumps(document).encode("utf-8", "replace"), strict=True)
    except (ValidationError, ValueError) as error:
        raise MachineError(f"what was read of a document is not of its form: {str(error).splitlines()[0]}") from error
