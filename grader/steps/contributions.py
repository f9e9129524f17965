"""Add up who changed how much: what Git counts, and the code of the notebooks that Git cannot tell from their outputs."""

from __future__ import annotations

from dataclasses import replace

from grader.core.contributions import Contributions
from grader.intake.git import Fetched
from grader.sandbox.code_changes import code_changes
from grader.steps.bench import Bench


def contributions(fetched: Fetched, bench: Bench) -> Contributions:
    """Return the authors of the fetched history. Raises MachineError where the sandbox fails."""
    history = fetched.history
    if not history.changes or fetched.versions is None:
        return Contributions(history.authors, history.notes)
    pairs = [(change.before, change.after) for change in history.changes]
    counted = code_changes(bench.sandbox, fetched.versions.read_bytes(), pairs, fetched.commit)
    if counted is None:
        return Contributions(history.authors, (*history.notes, "The changes of the notebooks could not be counted."))
    authors = list(history.authors)
    for change, (added, removed) in zip(history.changes, counted, strict=True):
        one = authors[change.author]
        authors[change.author] = replace(one, added=one.added + added, removed=one.removed + removed)
    return Contributions(tuple(authors), history.notes)
