"""Find architectures for weights that come without one: what the notebook's code defines, without training it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from grader.core.evidence import Choice
from grader.core.survey import Survey
from grader.sandbox.architecture import find_architectures
from grader.steps.bench import Bench

_NEEDS_ONE = frozenset({"weights-only", "hdf5-other"})


@dataclass
class Architectures:
    """The networks of a submission's notebooks as JSON, looked for once and only when they are needed."""

    survey: Survey
    notebook: Choice
    tree: bytes
    bench: Bench
    seed: int
    _found: bytes | None = field(default=None, init=False)

    def wanted_by(self, paths: tuple[str, ...]) -> bool:
        """Say whether one of these models is weights only."""
        return any(model.path in paths and model.kind in _NEEDS_ONE for model in self.survey.models)

    def json(self) -> bytes:
        """Return them, those of the chosen notebook first; b'' where there is none."""
        if self._found is None:
            readable = [book for book in self.survey.notebooks if book.readable]
            first = [book.path for book in readable if book.specification] or [book.path for book in readable[:1]]
            order = sorted(first, key=lambda path: path != self.notebook.path)[:3]
            found: list[dict[str, Any]] = []
            for path in order:
                models = find_architectures(self.bench.sandbox, path, self.tree, self.bench.limits, self.seed).models
                where = "" if path == self.notebook.path else f" of {path}"
                found += [{"json": model.json, "place": model.place + where} for model in models]
            self._found = json.dumps(found).encode() if found else b""
        return self._found
