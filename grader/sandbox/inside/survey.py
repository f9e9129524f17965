"""Look at every notebook and model of a submission without running anything of it.

It parses hostile files, so it runs inside a sandbox, with HDF5_PLUGIN_PRELOAD=:: in the environment.
"""

from __future__ import annotations

import os
import stat
from dataclasses import asdict
from pathlib import Path
from typing import Any

from claims_found import claims_found
from declared_files import declared_files
from model_facts import model_facts
from notebook_facts import notebook_facts

_NOTEBOOK = (".ipynb",)
_MODEL = (".h5", ".hdf5", ".keras")
_MOST = 50


def run(_parameters: dict[str, Any], _inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `{"notebooks", "models", "declared", "claims", "problems"}` for the folder `project`, and no file.

    Paths are relative to `project`. At most 50 notebooks and 50 models are looked at, those in the fewest folders first.
    """
    root = Path(project)
    problems: list[str] = []
    notebooks = _first(_files(root, _NOTEBOOK), "notebooks", problems)
    models = _first(_files(root, _MODEL), "models", problems)
    declared, wrong = declared_files(root)
    document = {
        "notebooks": [asdict(notebook_facts(root / path, path)) for path in notebooks],
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


def _first(paths: list[str], what: str, problems: list[str]) -> list[str]:
    if len(paths) > _MOST:
        problems.append(f"only the first {_MOST} of {len(paths)} {what} were looked at")
    return paths[:_MOST]
