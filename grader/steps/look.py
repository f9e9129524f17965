"""Look at a commit's files, without running anything of them."""

from __future__ import annotations

import tarfile
from dataclasses import replace

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.core.show import show
from grader.core.survey import Survey
from grader.intake.git import Fetched
from grader.intake.read_survey import read_survey
from grader.sandbox.job import Job
from grader.sandbox.own_pace import run_at_own_pace
from grader.steps.bench import Bench

_LIMITS = Limits(seconds=60, disk_bytes=1024 * 1024 * 1024)


def look(tree: bytes, fetched: Fetched, bench: Bench) -> Survey | str:
    """Return what was seen, or the sentence that says why the files could not even be looked at."""
    limits = replace(_LIMITS, memory_bytes=bench.limits.memory_bytes)
    patterns = {"notebook_patterns": list(bench.notebook_patterns), "model_patterns": list(bench.model_patterns)}
    outcome = run_at_own_pace(bench.sandbox, Job("survey", patterns, tree=tree, limits=limits, name=fetched.commit))
    if outcome.status is RunStatus.INTERNAL_ERROR:
        raise MachineError(f"the files could not be looked at: {outcome.message}")
    if outcome.status is not RunStatus.OK:
        return f"the files could not be looked at: {show(outcome.message)}"
    document = {name: value for name, value in outcome.document.items() if name != "events"}
    return read_survey(document, fetched.files)


def read_file(fetched: Fetched, path: str) -> bytes:
    """Return the content of a file of the commit."""
    with tarfile.open(fetched.tree) as archive:
        stream = archive.extractfile(path)
        if stream is None:
            raise ValueError(f"{path} is no file of the commit")
        return stream.read()
