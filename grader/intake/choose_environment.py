"""Which of the course's environments a notebook runs in."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from grader.core.environment import BuiltEnvironment
from grader.core.show import show
from grader.core.survey import NotebookFacts


def choose_environment(
    notebook: NotebookFacts, declared: str, environments: Sequence[BuiltEnvironment]
) -> tuple[BuiltEnvironment | None, str]:
    """Return the environment and how it was chosen; None for the grader's own where the course has no other.

    What `submission.yaml` declares counts if the course has it; else the one that lacks the fewest of the notebook's
    imports, the first in the course file on a tie.
    """
    if not environments:
        return None, ""
    named = next((one for one in environments if one.name == declared), None)
    if named is not None:
        return named, f"the environment {named.name}, as submission.yaml says"
    best = min(environments, key=lambda one: len(lacking(notebook, one.modules)))
    missing = lacking(notebook, best.modules)
    how = f"the environment {best.name}, which has " + (
        f"all it imports but {', '.join(missing)}" if missing else "all it imports"
    )
    if declared:
        how = f"submission.yaml names the environment '{show(declared, 40)}', which the course does not have; {how}"
    return best, how


def lacking(notebook: NotebookFacts, modules: frozenset[str]) -> tuple[str, ...]:
    """Return the notebook's imports that are neither in the environment nor in the standard library, in order."""
    return tuple(name for name in notebook.imports if name not in modules and name not in sys.stdlib_module_names)
