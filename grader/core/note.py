"""What a mark still lacks and what went wrong, in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grader.core.ballots import NO_BALLOTS
from grader.core.evidence import Evidence, RunStatus
from grader.core.scores import ComponentScore, CriterionScore, State

_WORDS: Mapping[RunStatus, str] = {
    RunStatus.CELL_ERROR: "error in a cell",
    RunStatus.TIMEOUT: "timeout",
    RunStatus.MEMORY: "out of memory",
    RunStatus.OUTPUT: "too much output",
    RunStatus.KERNEL_DIED: "kernel died",
    RunStatus.MISSING: "missing",
    RunStatus.INVALID: "cannot be used",
    RunStatus.INTERNAL_ERROR: "this machine failed",
}


def note(components: Sequence[ComponentScore], evidence: Evidence | None, *, of_run: bool = True) -> str:
    """Return a short plain list such as 'presentation not marked; notebook: timeout'; '' where all is well.

    `of_run` says whether the rubric asks about the notebook or the model at all.
    """
    troubles = _troubles(evidence, of_run=of_run) if evidence else ()
    return "; ".join(dict.fromkeys([*_lacking(components), *troubles]))


def _lacking(components: Sequence[ComponentScore]) -> Iterator[str]:
    for component in components:
        if component.reason:
            yield f"{_plain(component.id)}: {component.reason}"
        if component.state is State.FULLY_GRADED:
            continue  # staff may have set it over criteria that are still open
        yield from (_lack(criterion) for criterion in component.criteria if criterion.state is not State.FULLY_GRADED)
        yield from _lacking(component.components)


def _lack(criterion: CriterionScore) -> str:
    if criterion.reason == NO_BALLOTS:
        return f"{_plain(criterion.id)}: {NO_BALLOTS}"
    pending = criterion.state is State.PENDING_MANUAL
    return f"{_plain(criterion.id)} not marked" if pending else criterion.reason


def _troubles(evidence: Evidence, *, of_run: bool) -> Iterator[str]:
    steps = [("submission", evidence.submission.status)]
    if of_run:
        steps += [("notebook", evidence.execution.status)]
        steps += [(f"{found.model} model", found.status) for found in evidence.evaluations if found.dataset == "held-out"]
    yield from (f"{what}: {_WORDS[status]}" for what, status in steps if status is not RunStatus.OK)


def _plain(name: str) -> str:
    return name.replace("_", " ")
