"""Tables of what was measured: medians over the repetitions, differences taken within each repetition."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from measured import Measured
from overhead_methods import METHODS


@dataclass(frozen=True)
class Setting:
    """What one table compares: how many submissions, how many at once, how many threads each."""

    submissions: int
    slots: int
    threads: int

    def __str__(self) -> str:
        return f"{self.submissions} submissions, {_count(self.slots, 'slot')}, {_count(self.threads, 'thread')} each"


@dataclass(frozen=True)
class Run:
    """One repetition of one setting: a measurement a method."""

    setting: Setting
    results: Mapping[str, Measured]


@dataclass(frozen=True)
class _Row:
    """A line of the table before the median: one number a repetition."""

    name: str
    scores: bool
    cpu: tuple[float, ...]
    wall: tuple[float, ...]


def machine(versions: Mapping[str, str], epochs: int, *, mnist: bool) -> str:
    """Return the heading: when, on what, with which versions, and what each method does and does not do."""
    names = {
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
    }
    digits = "4,000 MNIST digits" if mnist else "4,000 digits (scikit-learn's 1,000, repeated)"
    lines = [
        "# Overhead of grading",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {', '.join(sorted(names)) or platform.machine()}, "
        f"{_count(os.cpu_count() or 1, 'core')}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {found}" for name, found in versions.items()) + ".",
        f"Every notebook trains a small convolutional network for {_count(epochs, 'epoch')} on {digits}; one in ten is broken.",
        "Peers run in virtual environments of their own that see this project's packages last, so that TensorFlow is the same",
        "and its bytecode is compiled for all alike.",
        "",
        "| Method | Does | Does not |",
        "|---|---|---|",
        *(f"| {method.name} | {method.does} | {method.does_not} |" for method in METHODS.values()),
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def table(runs: Sequence[Run], setting: Setting) -> str:
    """Return a setting's table, and below it how far the goals are met."""
    chosen = [run.results for run in runs if run.setting == setting]
    training = _each(chosen, "warm", lambda one: one.notes["training"])
    scoring = _each(chosen, "warm", lambda one: one.notes["scoring"])
    limit = _each(chosen, "warm", lambda one: one.notes["wall"])
    times = _count(len(chosen), "repetition")
    lines = [
        f"\n## {setting}\n",
        f"Medians of {times}; training in all {median(training):.1f} CPU s, scoring {median(scoring):.1f}.\n",
        "| Method | CPU s | CPU s beyond training, a submission | … and beyond scoring | Wall s | Throughput of the limit |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in _rows(chosen):
        beyond = [(cpu - base) / setting.submissions for cpu, base in zip(row.cpu, training, strict=True)]
        scored = [one - base / setting.submissions for one, base in zip(beyond, scoring, strict=True)]
        speed = median(base / wall for base, wall in zip(limit, row.wall, strict=True))
        lines.append(
            f"| {row.name} | {median(row.cpu):.1f} | {_spread(beyond)} | {_spread(scored) if row.scores else '(does not score)'} "
            f"| {median(row.wall):.1f} | {speed:.1%} |"
        )
    return "\n".join(lines) + "\n"


def _rows(chosen: Sequence[Mapping[str, Measured]]) -> list[_Row]:
    rows = []
    for key, method in METHODS.items():
        if key not in chosen[0]:
            continue
        cpu, wall = _each(chosen, key, lambda one: one.cpu), _each(chosen, key, lambda one: one.wall)
        if key == "warm":
            cpu = _each(chosen, key, lambda one: one.notes["training"] + one.notes["scoring"])
            wall = _each(chosen, key, lambda one: one.notes["wall"])
        rows.append(_Row(method.name, method.scores, cpu, wall))
        if key == "ours":
            warm = _each(chosen, key, lambda one: one.cpu - one.notes["start"])
            warm_wall = _each(chosen, key, lambda one: one.notes["warm_wall"])
            rows.append(_Row(f"{method.name}, from a warm fork server", method.scores, warm, warm_wall))
    return rows


def profile(runs: Sequence[Run], setting: Setting) -> str:
    """Return where this grader's CPU time goes; '' for more than one slot, where clones cannot be told apart, or without it."""
    chosen = [run.results for run in runs if run.setting == setting and setting.slots == 1 and "ours" in run.results]
    if not chosen:
        return ""
    sums = [_stages(results) for results in chosen]
    lines = [f"\n## Where the time goes: {setting}\n", "| Step | CPU s a submission |", "|---|---:|"]
    lines += [f"| {name} | {_spread([one[name] / setting.submissions for one in sums])} |" for name in sums[0]]
    return "\n".join(lines) + "\n"


def _stages(results: Mapping[str, Measured]) -> dict[str, float]:
    """Return CPU seconds by step of one repetition; they add up to the whole."""
    ours, warm = results["ours"], results["warm"]
    found: dict[str, float] = defaultdict(float)
    for step in ours.notes["stages"]:
        found[step["stage"]] += step["cpu"]
    notebook = found.pop("notebook")
    known = {
        "the notebooks' cells, as the warm process takes for them": warm.notes["training"],
        "notebook: kernel, messages and slower cells": notebook - warm.notes["training"],
        "predict (loading, choosing a scale, 10,000 images)": found.pop("predict"),
        **found,
        "start of the fork server": ours.notes["start"],
    }
    return {**known, "everything else (imports of the command, supervision, end of the server)": ours.cpu - sum(known.values())}


def _each(chosen: Sequence[Mapping[str, Measured]], key: str, number: Callable[[Measured], float]) -> tuple[float, ...]:
    return tuple(number(results[key]) for results in chosen)


def _spread(values: Sequence[float]) -> str:
    middle = f"{median(values):.2f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.2f} to {max(values):.2f})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
