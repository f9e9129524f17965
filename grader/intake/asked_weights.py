"""Weights that a rubric leaves to the course that uses it: `weight: ask`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.located import Located
from grader.intake.located_yaml import read_yaml
from grader.intake.rubric_component import ASK
from grader.intake.rubric_heading import read_heading

_CENT = Decimal("0.01")
_LINE = re.compile(rf"(?<=weight:)(\s+){ASK}\b")


@dataclass(frozen=True)
class Asked:
    """A component whose weight is asked for: its path of ids, its title, and the line of `weight: ask`, from 1."""

    path: str
    title: str
    line: int


def asked_weights(rubric: Path) -> tuple[Asked, ...]:
    """Return the components of a rubric file whose weights it leaves open, in its order."""
    entries = read_yaml(rubric).mapping()
    return tuple(_below(entries["components"], "")) if "components" in entries else ()


def with_weights(rubric: Path, weights: Mapping[str, Decimal]) -> str:
    """Return the rubric's text with the open weights filled in, each with a word on where it comes from.

    Raises:
        InputError: where a weight is missing, or names a component whose weight is not open.
    """
    asked = asked_weights(rubric)
    names = [one.path for one in asked]
    for name in weights:
        if name not in names:
            hint = did_you_mean(name, names, kind="open weights")
            raise InputError(f"--weight {show(name, 60)}: the rubric leaves no such weight open", hint=hint)
    missing = [name for name in names if name not in weights]
    if missing:
        example = " ".join(f"--weight {name}=…" for name in missing)
        raise InputError(f"the rubric {rubric.stem} publishes no weight for {', '.join(missing)}", hint=f"state it: {example}")
    lines = rubric.read_text(encoding="utf-8").splitlines()
    for one in asked:
        lines[one.line - 1] = _LINE.sub(rf"\g<1>{weights[one.path]:f}", lines[one.line - 1])
    return "\n".join(lines) + "\n"


def even_weights(rubric: Path) -> dict[str, Decimal]:
    """Return a weight for each open one: what the others of its level leave, shared out evenly. To look at a rubric only."""
    entries = read_yaml(rubric).mapping()
    found: dict[str, Decimal] = {}
    for paths, stated in _levels(entries["components"], "") if "components" in entries else ():
        share = ((100 - stated) / len(paths)).quantize(_CENT, ROUND_DOWN)
        found |= dict.fromkeys(paths[1:], share) | {paths[0]: 100 - stated - share * (len(paths) - 1)}
    return found


def _levels(components: Located, above: str) -> Iterator[tuple[list[str], Decimal]]:
    """Yield for each level with open weights their paths, and what the other weights add to."""
    weights = {key: value.mapping()["weight"] for key, value in components.mapping().items() if "weight" in value.mapping()}
    asked = [f"{above}{key}" for key, weight in weights.items() if _is_open(weight)]
    if asked:
        yield asked, sum((weight.number() for weight in weights.values() if not _is_open(weight)), Decimal(0))
    for key, value in components.mapping().items():
        if "components" in value.mapping():
            yield from _levels(value.mapping()["components"], f"{above}{key}.")


def _is_open(weight: Located) -> bool:
    return weight.kind == "text" and weight.raw.strip() == ASK


def _below(components: Located, above: str) -> Iterator[Asked]:
    for key, value in components.mapping().items():
        path, entries = f"{above}{key}", value.mapping()
        weight = entries.get("weight")
        if weight is not None and _is_open(weight):
            yield Asked(path, read_heading(key, value), weight.line)
        if "components" in entries:
            yield from _below(entries["components"], f"{path}.")
