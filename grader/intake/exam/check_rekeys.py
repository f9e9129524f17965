"""Find out whether changes to an answer key fit it, before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.core.errors import InputError
from grader.core.rekey import Rekey, rekeyed
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.read_key import read_key


def check_rekeys(path: Path, before: Sequence[Rekey], changes: Sequence[Rekey]) -> None:
    """Raise InputError where a change names no question of the key at `path`, or leaves it as no key can be."""
    key = read_key(path)
    known = [question.id for question in key.questions]
    for change in changes:
        if change.question not in known:
            hint = did_you_mean(change.question, known, kind="questions")
            raise InputError(f"the key has no question {show(change.question, 60)!r}", file=path, hint=hint)
    rekeyed(key, (*before, *changes))
