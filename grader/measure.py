"""Measure one submission: survey it, score its models, run its notebook. What comes back is evidence, never an opinion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from grader.core.evidence import Artifact, Choice, Contents, Evaluation, Evidence, Execution, Provenance, RunStatus, Submission
from grader.core.survey import Survey
from grader.intake.contents import contents
from grader.intake.git import Fetched
from grader.intake.locate import locate
from grader.sandbox.execution import NotebookRun
from grader.steps.architectures import Architectures
from grader.steps.bench import Bench
from grader.steps.choose_model import choose_model
from grader.steps.compared import compared
from grader.steps.contract import contract_evaluation, shuffled
from grader.steps.contributions import contributions
from grader.steps.documents import documents
from grader.steps.kept_source import kept_source
from grader.steps.look import look, read_file
from grader.steps.model_file import model_file
from grader.steps.run import Ask, contract_names, facts_of, run, seed_of
from grader.steps.score import ScoredModel, score_file
from grader.steps.style import style

EXECUTED, WRITTEN, SOURCE = "executed.ipynb", "written-model.bin", "source.json"


@dataclass(frozen=True)
class Measured:
    """Evidence about one submission, the files worth keeping by the name the grader gives them, and what was seen first."""

    evidence: Evidence
    files: Mapping[str, bytes] = field(default_factory=dict)
    survey: Survey = field(default_factory=Survey)


def measure(
    submission: Submission,
    fetched: Fetched,
    bench: Bench,
    on_stage: Callable[[str], None] = lambda _: None,
    *,
    run_notebook: bool = True,
) -> Measured:
    """Measure the commit that was fetched; `on_stage` hears what begins. Raises MachineError when this machine fails.

    The committed model is scored before the notebook runs, and apart from it. With `run_notebook` false the notebook is not
    executed and its execution says so.
    """
    tree = fetched.tree.read_bytes()
    on_stage("looking")
    survey = look(tree, fetched, bench)
    if isinstance(survey, str):
        nothing = replace(submission, status=RunStatus.INVALID, message=survey)
        return Measured(nothing_to_measure(nothing, bench.provenance, bench.now()))
    notebook, model = locate(survey, notebook_patterns=bench.notebook_patterns, model_patterns=bench.model_patterns)
    papers = documents(fetched, bench)
    seed = seed_of(fetched)
    architectures = Architectures(survey, notebook, tree, bench, seed)
    on_stage("scoring")
    candidates = tuple(path for path in (model.path, *model.others) if path)
    known = architectures.json() if architectures.wanted_by(candidates) else b""
    model = choose_model(survey, fetched, model, bench, known)
    committed = _committed(survey, fetched, model, bench, seed, architectures)
    ran = NotebookRun(Execution(RunStatus.MISSING, message="the notebook was not run"))
    if run_notebook:
        on_stage("running")
        ask = _ask(survey, notebook, model, committed, bench, seed)
        ran = run(survey, notebook, fetched, tree, bench, on_stage, ask)
        on_stage("scoring")
    written = _written(survey, ran, model, committed, bench, seed, architectures)
    comparison = compared(bench, committed, written)
    own = contract_evaluation(ran, bench, seed)
    evidence = Evidence(
        submission=submission,
        artifacts=_artifacts(survey, fetched, ran.execution),
        choices=(notebook, model),
        contents=contents(survey, notebook, model),
        execution=ran.execution,
        evaluations=(*_evaluations(committed), *_evaluations(written), *([own] if own else [])),
        provenance=replace(bench.provenance, device=ran.execution.gpu or bench.provenance.device, measured_at=bench.now()),
        same_predictions=comparison.same_predictions,
        weights_difference=comparison.weights_difference,
        fits=ran.fits,
        claims=survey.claims,
        outputs_changed=ran.outputs_changed,
        documents=papers,
        output_pairs=ran.output_pairs,
        contributions=contributions(fetched, bench),
        style=style(survey, notebook, fetched, bench),
    )
    files = {EXECUTED: ran.notebook, WRITTEN: ran.model, SOURCE: kept_source(fetched)}
    return Measured(evidence, {name: body for name, body in files.items() if body}, survey)


def nothing_to_measure(submission: Submission, where: Provenance, now: str) -> Evidence:
    """Return evidence of a submission that could not be fetched; its `submission` says why."""
    why = submission.message or "nothing was handed in"
    return Evidence(
        submission=submission,
        artifacts=(),
        choices=(Choice("notebook", None, why), Choice("model", None, why)),
        contents=Contents(),
        execution=Execution(submission.status, message=why),
        evaluations=(),
        provenance=replace(where, measured_at=now),
    )


def _committed(
    survey: Survey, fetched: Fetched, model: Choice, bench: Bench, seed: int, architectures: Architectures
) -> ScoredModel | None:
    """Score the committed model; one that cannot be loaded is tried again with the networks that the notebook defines."""
    if model.path is None or not len(bench.heldout):
        return None
    body = read_file(fetched, model.path)
    known = architectures.json() if architectures.wanted_by((model.path,)) else b""
    scored = score_file("committed", model_file(survey, model.path, body, bench, known), bench, seed, spoiled=True)
    if scored.evaluations[0].status is RunStatus.INVALID and not known and architectures.json():
        file = model_file(survey, model.path, body, bench, architectures.json())
        return score_file("committed", file, bench, seed, spoiled=True)
    return scored


def _ask(survey: Survey, notebook: Choice, model: Choice, committed: ScoredModel | None, bench: Bench, seed: int) -> Ask:
    """Ask the notebook to predict where its group declares how, or where no model file could be scored."""
    names = tuple(contract_names(survey, facts_of(survey, notebook)))
    scored = committed is not None and committed.evaluations[0].status is RunStatus.OK
    if not names or not len(bench.heldout) or (scored and not survey.declared.predict):
        return Ask(model.path)
    return Ask(model.path, names, bench.heldout.images[shuffled(bench, seed)].tobytes())


def _written(
    survey: Survey, ran: NotebookRun, model: Choice, committed: ScoredModel | None, bench: Bench, seed: int,
    architectures: Architectures,
) -> ScoredModel | None:  # fmt: skip
    """Score the model that the notebook wrote, unless it is the committed file."""
    chosen = ran.written(model.path)
    if chosen is None or not len(bench.heldout):
        return None
    path, body = chosen
    file = model_file(survey, path, body, bench)
    if committed and committed.file.sha256 == file.sha256:
        evaluations = tuple(replace(one, model="written", corrupted=()) for one in committed.evaluations)
        return ScoredModel(file, evaluations, committed.classes)
    scored = score_file("written", file, bench, seed)
    if scored.evaluations[0].status is RunStatus.INVALID and architectures.json():
        return score_file("written", model_file(survey, path, body, bench, architectures.json()), bench, seed)
    return scored


def _evaluations(scored: ScoredModel | None) -> tuple[Evaluation, ...]:
    return scored.evaluations if scored else ()


def _artifacts(survey: Survey, fetched: Fetched, ran: Execution) -> tuple[Artifact, ...]:
    """Return the commit's notebooks and models, and any other file ('file') that holds the same as a model written here."""
    written = {file.sha256 for file in ran.artifacts}
    roles = {file.path: "file" for file in fetched.files if file.sha256 in written}
    roles |= {one.path: "notebook" for one in survey.notebooks} | {one.path: "model" for one in survey.models}
    return tuple(Artifact(file.path, file.sha256, file.bytes, roles[file.path]) for file in fetched.files if file.path in roles)
