"""Read the PDFs that the rubric asks for."""

from __future__ import annotations

from dataclasses import replace

from grader.core.document_facts import DocumentFacts, DocumentStatus
from grader.core.documents import Documents, fits, in_order
from grader.core.show import show
from grader.intake.git import Fetched
from grader.sandbox.read_document import read_document
from grader.steps.bench import Bench
from grader.steps.look import read_file

_LARGEST = 64_000_000  # bytes; a report has one or two million, a poster ten
_EACH = 3  # files a pattern; the first one counts, the others are there for the people who look


def documents(fetched: Fetched, bench: Bench) -> Documents:
    """Return the facts of the documents that the rubric's patterns fit, at most three a pattern.

    A document that cannot be read has a status and a sentence. Raises MachineError where the sandbox fails.
    """
    sizes = {file.path: file for file in fetched.files}
    chosen: dict[str, None] = {}
    notes = []
    for pattern in bench.document_patterns:
        fitting = in_order(path for path in sizes if fits(path, pattern))
        chosen |= dict.fromkeys(fitting[:_EACH])
        if len(fitting) > _EACH:
            notes.append(f"{len(fitting)} files fit '{show(pattern, 60)}'; the first {_EACH} were read")
    known: dict[str, DocumentFacts] = {}
    for path in chosen:
        digest = sizes[path].sha256
        known[digest] = known.get(digest) or _read(path, fetched, bench)
    found = tuple(replace(known[sizes[path].sha256], path=path) for path in in_order(chosen))
    return Documents(bench.document_patterns, found, tuple(notes))


def _read(path: str, fetched: Fetched, bench: Bench) -> DocumentFacts:
    file = next(file for file in fetched.files if file.path == path)
    if file.bytes > _LARGEST:  # not even taken out of the archive
        message = f"has {file.bytes / 1e6:.0f} MB, and none of more than {_LARGEST / 1e6:.0f} MB is opened"
        return DocumentFacts(path, file.sha256, file.bytes, DocumentStatus.TOO_LARGE, message)
    names = [name for name, _ in fetched.authors[:20]]
    return read_document(bench.sandbox, path, read_file(fetched, path), names, bench.limits)
