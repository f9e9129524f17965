"""Look at every notebook and model of a submission without running anything of it.

It parses hostile files, so it runs inside a sandbox, with HDF5_PLUGIN_PRELOAD=:: in the environment.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from claims_found import claims_found
from declared_files import declared_files
from model_facts import model_facts
from notebook_facts import notebook_facts

_NOTEBOOK = (".ipynb",)
_MODEL = (".h5", ".hdf5", ".keras")
_MOST = 50


@dataclass(frozen=True)
class _Wanted:
    """What speaks for a file before it is opened: the declared path, the rubric's patterns, names that notebooks use."""

    declared: str
    patterns: Sequence[str]
    named: frozenset[str] = frozenset()

    def key(self, path: str) -> tuple[bool, ...]:
        """Return what sorts those first for which most speaks."""
        name = path.rpartition("/")[2]
        matches = any(fnmatchcase(path, pattern) or fnmatchcase(name, pattern) for pattern in self.patterns)
        return path != self.declared, not matches, _name(path) not in self.named


def run(parameters: dict[str, Any], _inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `{"notebooks", "models", "declared", "claims", "problems"}` for the folder `project`, and no file.

    Paths are relative to `project`. At most 50 notebooks and 50 models are looked at: those that the group declares, that
    match the rubric's patterns (`parameters`: "notebook_patterns" and "model_patterns") or that a notebook saves or loads,
    then those in the fewest folders.
    """
    root = Path(project)
    problems: list[str] = []
    declared, wrong = declared_files(root)
    wanted = _Wanted(declared.get("notebook", ""), parameters.get("notebook_patterns", ()))
    notebooks = _first(_files(root, _NOTEBOOK), "notebooks", wanted, problems)
    looked = [notebook_facts(root / path, path) for path in notebooks]
    named = frozenset(_name(mention["text"]) for facts in looked for mention in (*facts.saves, *facts.loads))
    wanted = _Wanted(declared.get("model", ""), parameters.get("model_patterns", ()), named)
    models = _first(_files(root, _MODEL), "models", wanted, problems)
    document = {
        "notebooks": [asdict(facts) for facts in looked],
        "models": [_without_config(asdict(model_facts(str(root / path), path))) for path in models],
        "declared": declared,
        "claims": claims_found(root, notebooks),
        "problems": problems + wrong,
    }
    return document, {}


def _without_config(facts: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only a loader needs."""
    return {name: value for name, value in facts.items() if name not in {"config", "code_problems", "training_code"}}


def _files(root: Path, endings: tuple[str, ...]) -> list[str]:
    found = []
    for folder, _, names in os.walk(root):
        paths = [Path(folder, name) for name in names if name.lower().endswith(endings)]
        found += [path.relative_to(root).as_posix() for path in paths if stat.S_ISREG(path.lstat().st_mode)]
    return sorted(found, key=lambda path: (".ipynb_checkpoints" in path, path.count("/"), path))


def _first(paths: list[str], what: str, wanted: _Wanted, problems: list[str]) -> list[str]:
    """Return so many of the paths as are looked at, in their order."""
    if len(paths) <= _MOST:
        return paths
    problems.append(f"only {_MOST} of {len(paths)} {what} were looked at")
    kept = set(sorted(paths, key=wanted.key)[:_MOST])
    return [path for path in paths if path in kept]


def _name(path: str) -> str:
    """Return a file's name as notebooks are compared by it: theirs may have other separators, or another case."""
    return path.replace("\\", "/").rpartition("/")[2].lower()
