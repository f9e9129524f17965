"""Measure one submission: survey it, run its notebook, score its models. What comes back is evidence, never an opinion."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from grader.core.environment import BuiltEnvironment
from grader.core.errors import MachineError
from grader.core.evidence import Artifact, Choice, Contents, Evidence, Execution, Provenance, RunStatus, Submission
from grader.core.heldout import HeldOut
from grader.core.limits import Limits
from grader.core.show import show
from grader.core.survey import Survey
from grader.core.training_data import TrainingData
from grader.intake.choose_environment import choose_environment, lacking
from grader.intake.contents import contents
from grader.intake.git import Fetched
from grader.intake.locate import locate
from grader.intake.read_survey import read_survey
from grader.sandbox.execution import NotebookRun, run_notebook
from grader.sandbox.job import Job, Sandbox
from grader.sandbox.scoring import Scored, score_model

_SURVEY_LIMITS = Limits(seconds=60, disk_bytes=1024 * 1024 * 1024)
EXECUTED, WRITTEN = "executed.ipynb", "written-model.bin"


@dataclass(frozen=True)
class Bench:
    """What is the same for every submission of a course: the sandbox, its limits, the digits, and where all this runs.

    `sandbox` looks at files, scores models, and runs notebooks where the course has no environments of its own; those
    have a sandbox each. `modules` are the importable names of the grader's own environment, None where nobody asked.
    """

    sandbox: Sandbox
    limits: Limits
    heldout: HeldOut
    training: TrainingData
    provenance: Provenance
    now: Callable[[], str]
    notebook_patterns: tuple[str, ...] = ()
    model_patterns: tuple[str, ...] = ()
    dataset: str = "held-out"
    modules: frozenset[str] | None = None
    environments: tuple[BuiltEnvironment, ...] = ()
    environment_sandboxes: Mapping[str, Sandbox] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """Evidence about one submission, the files worth keeping by the name the grader gives them, and what was seen first."""

    evidence: Evidence
    files: Mapping[str, bytes] = field(default_factory=dict)
    survey: Survey = field(default_factory=Survey)


def measure(
    submission: Submission, fetched: Fetched, bench: Bench, on_stage: Callable[[str], None] = lambda _: None, *, run: bool = True
) -> Measured:
    """Measure the commit that was fetched; `on_stage` hears what begins. Raises MachineError when this machine fails.

    With `run` false the notebook is not executed and its execution says so.
    """
    tree = fetched.tree.read_bytes()
    on_stage("looking")
    survey = _survey(tree, fetched, bench)
    if isinstance(survey, str):
        return Measured(nothing_to_measure(replace(submission, status=RunStatus.INVALID, message=survey), bench))
    notebook, model = locate(survey, notebook_patterns=bench.notebook_patterns, model_patterns=bench.model_patterns)
    ran = NotebookRun(Execution(RunStatus.MISSING, message="the notebook was not run"))
    if run:
        on_stage("running")
        ran = _run(survey, notebook, fetched, tree, bench, on_stage)
    on_stage("scoring")
    scored = _score(fetched, model, ran, bench, _seed(fetched))
    evidence = Evidence(
        submission=submission,
        artifacts=_artifacts(survey, fetched),
        choices=(notebook, model),
        contents=contents(survey, notebook, model),
        execution=ran.execution,
        evaluations=tuple(one.evaluation for one in scored),
        provenance=replace(bench.provenance, measured_at=bench.now()),
        same_predictions=_agreement(scored),
    )
    files = {EXECUTED: ran.notebook, WRITTEN: ran.model}
    return Measured(evidence, {name: body for name, body in files.items() if body}, survey)


def nothing_to_measure(submission: Submission, bench: Bench) -> Evidence:
    """Return evidence of a submission that could not be fetched; its `submission` says why."""
    why = submission.message or "nothing was handed in"
    return Evidence(
        submission=submission,
        artifacts=(),
        choices=(Choice("notebook", None, why), Choice("model", None, why)),
        contents=Contents(),
        execution=Execution(submission.status, message=why),
        evaluations=(),
        provenance=replace(bench.provenance, measured_at=bench.now()),
    )


def _survey(tree: bytes, fetched: Fetched, bench: Bench) -> Survey | str:
    """Return what was seen, or the sentence that says why the files could not even be looked at."""
    limits = replace(_SURVEY_LIMITS, memory_bytes=bench.limits.memory_bytes)
    outcome = bench.sandbox.run(Job("survey", tree=tree, limits=limits, name=fetched.commit))
    if outcome.status is RunStatus.INTERNAL_ERROR:
        raise MachineError(f"the files could not be looked at: {outcome.message}")
    if outcome.status is not RunStatus.OK:
        return f"the files could not be looked at: {show(outcome.message)}"
    document = {name: value for name, value in outcome.document.items() if name != "events"}
    return read_survey(document, fetched.files)


def _run(
    survey: Survey, notebook: Choice, fetched: Fetched, tree: bytes, bench: Bench, on_stage: Callable[[str], None]
) -> NotebookRun:
    facts = next((one for one in survey.notebooks if one.path == notebook.path), None)
    if facts is None:
        return NotebookRun(Execution(RunStatus.MISSING, message=notebook.how))
    if not facts.readable:
        return NotebookRun(Execution(RunStatus.INVALID, message=f"the notebook {facts.reason}"))
    environment, how = choose_environment(facts, survey.declared.environment, bench.environments)
    sandbox = bench.environment_sandboxes[environment.name] if environment else bench.sandbox
    ran = run_notebook(sandbox, facts.path, tree, bench.limits, _seed(fetched), on_stage)
    modules = environment.modules if environment else bench.modules
    own = {PurePosixPath(file.path).parts[0].removesuffix(".py") for file in fetched.files} | {
        PurePosixPath(file.path).stem for file in fetched.files
    }
    missing = () if modules is None else tuple(name for name in lacking(facts, modules) if name not in own)
    return replace(ran, execution=replace(ran.execution, environment=how, missing_modules=missing))


def _seed(fetched: Fetched) -> int:
    """Return the seed of the run's random states: the commit's own, so that the same commit runs alike."""
    return int.from_bytes(hashlib.sha256(fetched.commit.encode()).digest()[:6])


def _score(fetched: Fetched, model: Choice, ran: NotebookRun, bench: Bench, seed: int) -> list[Scored]:
    """Score the committed model, and the one the notebook wrote unless it is the same file."""
    scored = []
    if model.path is not None:
        body = _file(fetched, model.path)
        scored.append(_one("committed", model.path, body, bench, seed))
    chosen = ran.written(model.path)
    if chosen is not None:
        path, body = chosen
        committed = scored[0].evaluation if scored else None
        if committed and committed.sha256 == hashlib.sha256(body).hexdigest():
            scored.append(Scored(replace(committed, model="written"), scored[0].classes))
        else:
            scored.append(_one("written", path, body, bench, seed))
    return scored


def _one(which: str, path: str, body: bytes, bench: Bench, seed: int) -> Scored:
    return score_model(
        bench.sandbox, path, body, bench.heldout, bench.training, bench.limits, seed, model=which, dataset=bench.dataset
    )  # fmt: skip


def _file(fetched: Fetched, path: str) -> bytes:
    with tarfile.open(fetched.tree) as archive:
        stream = archive.extractfile(path)
        if stream is None:
            raise ValueError(f"{path} is no file of the commit")
        return stream.read()


def _artifacts(survey: Survey, fetched: Fetched) -> tuple[Artifact, ...]:
    roles = {one.path: "notebook" for one in survey.notebooks} | {one.path: "model" for one in survey.models}
    return tuple(Artifact(file.path, file.sha256, file.bytes, roles[file.path]) for file in fetched.files if file.path in roles)


def _agreement(scored: list[Scored]) -> float | None:
    """Return the share of images that the committed and the written model answer alike."""
    both: list[NDArray[np.int64]] = [one.classes for one in scored if one.classes is not None]
    return float((both[0] == both[1]).mean()) if len(both) == 2 else None
