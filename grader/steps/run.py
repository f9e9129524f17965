"""Run a submission's notebook with the packages it asks for, the models it makes out of its sight."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from grader.core.evidence import Choice, Execution, RunStatus
from grader.core.survey import NotebookFacts, Survey
from grader.intake.choose_environment import choose_environment, lacking
from grader.intake.git import Fetched
from grader.sandbox.execution import NotebookRun, run_notebook
from grader.steps.bench import Bench
from grader.steps.score import PUBLIC


@dataclass(frozen=True)
class Ask:
    """What is asked of the notebook besides running: digits for its own prediction functions, by name, in order of belief.

    `counted` is the committed model that it should lead to.
    """

    counted: str | None = None
    predict: tuple[str, ...] = ()
    images: bytes | None = None


def run(
    survey: Survey, notebook: Choice, fetched: Fetched, tree: bytes, bench: Bench, on_stage: Callable[[str], None], ask: Ask
) -> NotebookRun:
    """Run the chosen notebook; a notebook that is missing or cannot be read is a run that says so."""
    facts = facts_of(survey, notebook)
    if facts is None:
        return NotebookRun(Execution(RunStatus.MISSING, message=notebook.how))
    if not facts.readable:
        return NotebookRun(Execution(RunStatus.INVALID, message=f"the notebook {facts.reason}"))
    environment, how = choose_environment(facts, survey.declared.environment, bench.environments)
    sandbox = bench.environment_sandboxes[environment.name] if environment else bench.sandbox
    taken = hidden(survey, facts, fetched, ask.counted)
    ran = run_notebook(
        sandbox, facts.path, tree, bench.limits, seed_of(fetched), on_stage,
        hidden=taken, images=ask.images, predict=ask.predict, public=bench.dataset == PUBLIC, counted=ask.counted,
    )  # fmt: skip
    modules = environment.modules if environment else bench.modules
    own = {PurePosixPath(file.path).parts[0].removesuffix(".py") for file in fetched.files} | {
        PurePosixPath(file.path).stem for file in fetched.files
    }
    missing = () if modules is None else tuple(name for name in lacking(facts, modules) if name not in own)
    return replace(ran, execution=replace(ran.execution, environment=how, missing_modules=missing, hidden=taken))


def facts_of(survey: Survey, notebook: Choice) -> NotebookFacts | None:
    """Return what was seen of the chosen notebook."""
    return next((one for one in survey.notebooks if one.path == notebook.path), None)


def hidden(survey: Survey, notebook: NotebookFacts, fetched: Fetched, counted: str | None) -> tuple[str, ...]:
    """Return the committed models that are taken away, because the notebook is to make them and not to find them.

    Those are the files that a notebook which trains also saves, the model that is `counted` unless the notebook loads it
    without saving anything, and their copies, whatever they are called: what copies one of them trains nothing. A model that it
    only loads stays: another notebook may have made it.
    """
    if not notebook.training or not notebook.saves:
        return ()
    saved = {_name(mention.text) for mention in notebook.saves}
    loaded = {_name(mention.text) for mention in notebook.loads}
    wanted = saved | ({_name(counted)} - loaded if counted else set())
    made = {model.sha256 for model in survey.models if _name(model.path) in wanted}
    return tuple(file.path for file in fetched.files if file.sha256 in made)


def _name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name.lower()


def seed_of(fetched: Fetched) -> int:
    """Return the seed of the run's random states: the commit's own, so that the same commit runs alike."""
    return int.from_bytes(hashlib.sha256(fetched.commit.encode()).digest()[:6])


def contract_names(survey: Survey, notebook: NotebookFacts | None) -> Sequence[str]:
    """Return the prediction functions to try, that which the group declares first."""
    declared = [survey.declared.predict] if survey.declared.predict else []
    return list(dict.fromkeys([*declared, *(notebook.predicts if notebook else ())]))
