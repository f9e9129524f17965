"""Where the files that come with the grader lie: rubrics, reference models, sample submissions."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import MachineError


def resources(name: str) -> Path:
    """Return the folder `rubrics`, `reference_models` or `sample_submissions`, in a checkout or an installed package."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package.parent / name, package / "data" / name):
        if folder.is_dir():
            return folder
    raise MachineError(f"the grader's own folder {name} is missing: install the grader again")
