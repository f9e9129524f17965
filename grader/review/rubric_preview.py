"""Who would move under another rubric."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from grader.checks import all_checks
from grader.core.errors import InputError
from grader.core.grade_counts import grade_counts
from grader.core.pass_changes import pass_changes
from grader.core.rubric import Course
from grader.gradebook.difference import difference
from grader.intake.peers import read_peers
from grader.intake.rubric import read_rubric
from grader.review.book import Book
from grader.what_if import WhatIf


def rubric_preview(book: Book, text: str) -> WhatIf:
    """Judge what is stored by the course's rubric and by this one; writes nothing. Raises InputError where it is wrong."""
    now = book.now()
    rubric = _read(text)
    peers = read_peers(now.course.folder, rubric, now.course.roster)
    other = book.judged(replace(now.course, rubric=rubric, peers=peers)).marks
    old, new = now.course.rubric.scale, rubric.scale
    return WhatIf(
        grade_counts(now.graded.marks, old),
        grade_counts(other, new),
        tuple(pass_changes(now.graded.marks, other, old, new)),
        difference(now.graded.marks, other),
    )


def _read(text: str) -> Course:
    """Return the rubric of a text; an error names its line, and no file."""
    with tempfile.TemporaryDirectory(prefix="grader-rubric-") as folder:
        path = Path(folder, "rubric.yaml")
        path.write_text(text, encoding="utf-8")
        try:
            return read_rubric(path, checks={name: check.options for name, check in all_checks().items()})
        except InputError as error:
            raise InputError(error.what, line=error.line, hint=error.hint) from error
