"""The documents of a submission: those that a rubric's criteria name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from grader.core.document_facts import DocumentFacts
from grader.core.rubric import Course

ANY = "*.pdf"


@dataclass(frozen=True)
class Documents:
    """What was read of the files that fit `wanted`, in the order in which they are taken; `notes` say what was passed over."""

    wanted: tuple[str, ...] = ()
    found: tuple[DocumentFacts, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, pattern: str) -> tuple[DocumentFacts, ...]:
        """Return the documents that fit a pattern, the one that counts first."""
        return tuple(one for one in self.found if fits(one.path, pattern))


def wanted_documents(course: Course) -> tuple[str, ...]:
    """Return the file patterns of the rubric's document criteria, each once, in order."""
    criteria = (criterion for leaf in course.leaves() for criterion in leaf.criteria if criterion.check == "document")
    return tuple(sorted({str(criterion.options.get("file", ANY)) for criterion in criteria}))


def fits(path: str, pattern: str) -> bool:
    """Say whether a file's name or path fits a shell pattern, whatever their capitals."""
    plain, wanted = path.casefold(), pattern.casefold()
    return fnmatchcase(plain, wanted) or fnmatchcase(PurePosixPath(plain).name, wanted)


def in_order(paths: Iterable[str]) -> list[str]:
    """Return paths with those in fewer folders first."""
    return sorted(paths, key=lambda path: (path.count("/"), path))
