"""Weights that a rubric leaves to the course that uses it: `weight: ask`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.located import Located
from grader.intake.located_yaml import read_yaml
from grader.intake.rubric_component import ASK
from grader.intake.rubric_heading import read_heading

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


def _below(components: Located, above: str) -> Iterator[Asked]:
    for key, value in components.mapping().items():
        path, entries = f"{above}{key}", value.mapping()
        weight = entries.get("weight")
        if weight is not None and weight.kind == "text" and weight.raw.strip() == ASK:
            yield Asked(path, read_heading(key, value), weight.line)
        if "components" in entries:
            yield from _below(entries["components"], f"{path}.")
