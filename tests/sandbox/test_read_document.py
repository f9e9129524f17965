"""A group's PDF read behind the wall: what comes back is bounded, and nothing that a file does ends more than its reading."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from grader.core.document_facts import DocumentFacts, DocumentStatus
from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import MIB, Limits
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Job, Outcome
from grader.sandbox.read_document import read_document
from grader.sandbox.server_process import ServerPlan

Read = Callable[..., DocumentFacts]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Return a function that reads a PDF in a sandbox that loads nothing else."""
    walled = find_bubblewrap() is not None
    with ForkServer(ServerPlan(walled=walled), name="bare") as sandbox:
        yield lambda body, memory=4096: read_document(
            sandbox, "a/report.pdf", body, ["Ann Lee"], Limits(memory_bytes=memory * MIB)
        )


def test_a_report_comes_back_as_facts(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.report(pages=3))
    assert (found.path, found.status, found.pages) == ("a/report.pdf", DocumentStatus.OK, 3)
    assert [page.columns for page in found.looked_at] == [2, 2, 2]
    assert found.last_page == "references"
    assert not found.scanned


def test_a_scan_is_told_from_text(read: Read, made_pdf: ModuleType) -> None:
    assert read(made_pdf.scanned()).scanned


@pytest.mark.parametrize("status", ["NO_PDF", "ENCRYPTED", "CORRUPT"])
def test_what_cannot_be_read_has_a_sentence(read: Read, made_pdf: ModuleType, status: str) -> None:
    bodies = {
        "NO_PDF": made_pdf.jpeg(),
        "ENCRYPTED": made_pdf.report(pages=2, password="secret"),
        "CORRUPT": made_pdf.report(pages=2)[:5000],
    }
    found = read(bodies[status])
    assert found.status == status
    assert found.message


@pytest.mark.slow
def test_a_stream_that_unpacks_to_more_than_memory_holds_ends_its_own_reading_only(read: Read, made_pdf: ModuleType) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * MIB) for _ in range(600)) + packer.flush()
    bomb = zlib.compress(bomb, 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    body = made_pdf.raw([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, stream])
    assert len(body) < 100_000
    found = read(body, memory=300)
    assert found.status in {DocumentStatus.MEMORY, DocumentStatus.TIMEOUT}
    assert read(made_pdf.report(pages=2)).status is DocumentStatus.OK


class Liar:
    """A sandbox whose program was taken over."""

    name = "liar"

    def __init__(self, **document: Any) -> None:
        self.outcome = Outcome(RunStatus.OK, {"status": "OK", **document})

    def run(self, job: Job, on_event: Any = None) -> Outcome:  # noqa: ARG002 - what a sandbox is asked
        return self.outcome

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    "lie",
    [
        {"status": "FINE"},
        {"pages": -1},
        {"pages": "6"},
        {"headings": [{"text": "x" * 500, "page": 1, "styled": True}]},
        {"fonts": ["x"] * 61},
        {"text_size": float("nan")},
        {"points": 100},
    ],
)
def test_an_answer_that_no_document_gives_is_a_failure_of_the_machine(lie: dict[str, Any]) -> None:
    with pytest.raises(MachineError, match="not of its form"):
        read_document(Liar(**lie), "a.pdf", b"", [], Limits())


def test_a_text_of_the_document_comes_back_fit_to_show() -> None:
    found = read_document(Liar(author_hints=["\x1b[2J\u202eevil"]), "a.pdf", b"", [], Limits())
    assert found.author_hints == ("\\x1b[2J\\u202eevil",)


def test_a_sandbox_that_fails_costs_nobody_a_point() -> None:
    broken = Liar()
    broken.outcome = replace(broken.outcome, status=RunStatus.INTERNAL_ERROR, message="no memory left")
    with pytest.raises(MachineError, match="no memory left"):
        read_document(broken, "a.pdf", b"", [], Limits())
