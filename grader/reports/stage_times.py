"""Where the time of a run went: which stage is slow, and for whom."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from grader.core.evidence import Evidence

_STAGES: Final = ("notebook", "cell", "committed", "written", "all")


@dataclass(frozen=True)
class StageTime:
    """Seconds of one stage over the groups that went through it: the middle one, nine in ten, and the slowest, which is named.

    `stage` is 'notebook' (the whole run), 'cell' (its slowest cell), 'committed' or 'written' (scoring that model), or 'all'
    (everything from the clone on).
    """

    stage: str
    groups: int
    median: float
    most: float
    slowest: float
    who: str


def stage_times(evidence: Mapping[str, Evidence], durations: Mapping[str, float]) -> tuple[StageTime, ...]:
    """Return the stages that any group went through, the slowest first. `durations` are whole seconds by group id."""
    seconds: dict[str, dict[str, float]] = {stage: {} for stage in _STAGES}
    for group, one in evidence.items():
        for stage, took in _of(one):
            seconds[stage][group] = took
    seconds["all"] = {group: took for group, took in durations.items() if group in evidence}
    found = [_summed_up(stage, by_group) for stage, by_group in seconds.items() if by_group]
    return tuple(sorted(found, key=lambda one: (-one.slowest, one.stage)))


def _of(evidence: Evidence) -> Iterator[tuple[str, float]]:
    run = evidence.execution
    if run.seconds:
        yield "notebook", run.seconds
    if run.cells:
        yield "cell", max(cell.seconds for cell in run.cells)
    for model in ("committed", "written"):
        found = evidence.evaluation(model)
        if found is not None and found.seconds:
            yield model, found.seconds


def _summed_up(stage: str, by_group: Mapping[str, float]) -> StageTime:
    ordered = sorted(by_group.values())
    who = min(by_group, key=lambda group: (-by_group[group], group))
    nine_in_ten = ordered[min(-(-9 * len(ordered) // 10), len(ordered)) - 1]
    return StageTime(stage, len(ordered), statistics.median(ordered), nine_in_ten, by_group[who], who)
