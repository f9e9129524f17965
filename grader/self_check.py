"""What a group can know of its grade before the deadline: the same measurement, on public digits only."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from grader.at_home.advice import FIT, advice
from grader.at_home.facts import Facts
from grader.at_home.findings import findings
from grader.at_home.in_time import in_time
from grader.checks import all_checks
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.core.checklist import Checklist, Item, Place, Verdict
from grader.core.documents import wanted_documents
from grader.core.errors import InputError, SubmissionError
from grader.core.evidence import Evaluation, Evidence, Execution, RunStatus, Submission
from grader.core.lateness import minutes_late
from grader.core.limits import Limits
from grader.core.marks import measured
from grader.core.rubric import Component, Course, Criterion
from grader.core.said import say
from grader.core.scores import Finding
from grader.core.show import show
from grader.core.survey import NotebookFacts, Survey
from grader.core.training_data import TrainingData
from grader.intake.git import Fetched, fetch
from grader.intake.locate import locate
from grader.intake.repository_items import MODEL_ENDINGS, repository_items
from grader.intake.repository_items import TOPIC as REPOSITORY
from grader.intake.survey_items import TOPIC as SUBMISSION
from grader.intake.survey_items import survey_items
from grader.intake.training_folder import lay_out_training
from grader.intake.working_copy import WorkingCopy, read_working_copy
from grader.measure import Measured, measure
from grader.provenance import provenance
from grader.sandbox.choose import NO_WALL
from grader.sandbox.job import Sandbox
from grader.steps.bench import Bench
from grader.steps.score import public_digits

_NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # what is there now is what would be graded
_QUICK_DIGITS = 500
_OF_DIGITS = frozenset({"accuracy", "beats_reference", "calibration", "log_loss", "robustness"}) | {
    "macro_f1",
    "macro_precision",
    "macro_recall",
}
_NEEDS_NO_RUN = _OF_DIGITS | {"code_style", "contents", "document", "group_size"}


@dataclass(frozen=True)
class Setting:
    """Where the check happens: `modules` are the names that a notebook can import at the grader's, None where nobody knows.

    With `commit_only` nothing is said of branches and of pushing: for a push that is under way, and for a clone made by CI.
    `deadline` is the course's, with its time zone, None where it publishes none.
    """

    modules: frozenset[str] | None = None
    commit_only: bool = False
    deadline: datetime | None = None


@dataclass(frozen=True)
class _Seen:
    """Everything known of the commit, for the items to read."""

    evidence: Evidence
    survey: Survey
    digits: str
    quick: bool
    setting: Setting


def self_check(
    folder: Path,
    rubric: Course,
    training: Callable[[], TrainingData],
    sandbox: Callable[[Path, bool], Sandbox],
    limits: Limits,
    *,
    quick: bool = False,
    on_stage: Callable[[str], None] = lambda _: None,
    setting: Setting = Setting(),
) -> Checklist:
    """Check the commit that is checked out in `folder` as the grader would see it; the folder itself is only read.

    Models predict the public test digits that `training` reads, 500 of them and without running the notebook if `quick`.
    `sandbox` makes a started sandbox, given the folder of training data, which is filled while it warms up, and whether the
    commit may hold a model. Raises MachineError when this machine fails.
    """
    if not folder.is_dir():
        raise InputError("there is no such folder", file=folder, hint="name the folder of your repository")
    copy = read_working_copy(folder)
    if copy is None:
        return _nothing(say("this folder is in no Git repository"), say("git init, then commit your work; or name its folder"))
    if not copy.head:
        return _nothing(say("nothing is committed yet"), say("git add your notebook and model, then git commit"))
    with tempfile.TemporaryDirectory(prefix="grader-self-check-") as temporary, ExitStack() as ending:
        (laid_out := Path(temporary, "training")).mkdir()

        def start(*, model: bool) -> Sandbox:
            return ending.enter_context(closing(sandbox(laid_out, model)))

        early = None if quick else start(model=True)  # a notebook needs Keras, whether or not a model is there
        try:
            on_stage("reading the commit")
            fetched = fetch(str(copy.top), Path(temporary), deadline=_NEVER)
        except SubmissionError as error:
            return _nothing(show(error, 500), say("the grader could not take this commit either: mend this first"))
        walled = early or start(model=any(PurePosixPath(one.path).suffix.lower() in MODEL_ENDINGS for one in fetched.files))
        lay_out_training(public := training(), laid_out)
        measured = _measure(fetched, rubric, public, walled, limits, quick=quick, on_stage=on_stage)
    digits = len(public.x_test) if not quick else min(_QUICK_DIGITS, len(public.x_test))
    what = say("{count} public digits of {name}", count=f"{digits:,}", name=show(public.name, 40))
    seen = _Seen(measured.evidence, measured.survey, what, quick, setting)
    return Checklist(tuple(_items(copy, fetched, rubric, seen)), fetched.commit, _failed(seen.evidence))


def _nothing(text: str, advice: str) -> Checklist:
    return Checklist((Item(REPOSITORY, say("Commit to grade"), Verdict.NEEDS_WORK, text, advice),))


def _measure(
    fetched: Fetched, rubric: Course, training: TrainingData, sandbox: Sandbox, limits: Limits, *,
    quick: bool, on_stage: Callable[[str], None],
) -> Measured:  # fmt: skip
    public = public_digits(training, _QUICK_DIGITS if quick else len(training.x_test))
    bench = Bench(
        sandbox=sandbox, limits=limits, heldout=public, training=training, dataset="public",
        provenance=provenance(sandbox.name, public.sha256, limits), now=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        notebook_patterns=rubric.notebook, model_patterns=rubric.model,
        document_patterns=wanted_documents(rubric),
    )  # fmt: skip
    submission = Submission("this repository", "", fetched.commit, fetched.committed_at)
    return measure(submission, fetched, bench, on_stage, run_notebook=not quick)


def _items(copy: WorkingCopy, fetched: Fetched, rubric: Course, seen: _Seen) -> Iterator[Item]:
    evidence, survey = seen.evidence, seen.survey
    named = {_name(mention.text) for book in survey.notebooks for mention in (*book.saves, *book.loads)}
    yield from repository_items(copy, fetched, named, commit_only=seen.setting.commit_only)
    if evidence.submission.status is not RunStatus.OK:
        why, advice = show(evidence.submission.message, 500), say("make the files smaller")
        yield Item(SUBMISSION, say("Files"), Verdict.NEEDS_WORK, why, advice)
        return
    if seen.setting.deadline:
        yield in_time(fetched.committed_at, minutes_late(evidence.submission, seen.setting.deadline), seen.setting.deadline)
    notebook, model = locate(survey, notebook_patterns=rubric.notebook, model_patterns=rubric.model)
    yield from survey_items(survey, notebook, model, ran=evidence.execution.status is RunStatus.OK)
    if evidence.provenance.sandbox == NO_WALL and evidence.execution.cells_run:
        text = say("it ran without a sandbox, so with your network and your files; at the grader's it has neither")
        yield Item(SUBMISSION, say("Where the notebook ran"), Verdict.NOTE, text)
    book = next((one for one in survey.notebooks if one.path == notebook.path), None)
    if book is not None and book.readable:
        yield from findings(_facts(fetched, book, model.path, seen))
    yield from (_loads(one) for one in evidence.evaluations if one.model == "committed")
    judged = _as_graded(seen)
    for component in rubric.leaves():
        yield from (_criterion(component, criterion, judged, seen) for criterion in component.criteria)


def _facts(fetched: Fetched, book: NotebookFacts, model: str | None, seen: _Seen) -> Facts:
    paths = [PurePosixPath(file.path) for file in fetched.files]
    own = frozenset(name for path in paths for name in (path.stem, path.parts[0]))
    ran = seen.evidence.execution.status is RunStatus.OK
    modules = seen.setting.modules
    if ran and modules is not None:  # it did without what is not even here
        modules |= frozenset(one.text for one in book.imported if not _is_here(one.text))
    return Facts(book, model or "", seen.evidence.evaluation("committed", "public"), ran, modules, own)


def _is_here(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # a name that only the interpreter itself has
        return True


def _name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _loads(found: Evaluation) -> Item:
    title = say("The model loads and predicts")
    if found.status is not RunStatus.OK:
        verdict = Verdict.NOTE if found.status is RunStatus.INTERNAL_ERROR else Verdict.NEEDS_WORK
        return Item(SUBMISSION, title, verdict, show(found.message or found.status, 500), FIT)
    scale, outputs = show(found.convention, 80), show(found.outputs, 40)
    text = say("one image of {scale} goes in, ten scores ({outputs}) come out", scale=scale, outputs=outputs)
    if found.message:
        text = say("{what}; {more}", what=text, more=show(found.message, 200))
    return Item(SUBMISSION, title, Verdict.OK, text)


def _as_graded(seen: _Seen) -> Evidence:
    """Return the evidence as checks read it: on the digits that count, which here are the public ones."""
    evidence = seen.evidence
    relabelled = tuple(replace(one, dataset="held-out") for one in evidence.evaluations)
    late = minutes_late(evidence.submission, seen.setting.deadline) if seen.setting.deadline else 0
    evidence = replace(evidence, submission=replace(evidence.submission, minutes_late=late or 0))
    if seen.quick and any(book.readable and book.path == evidence.choices[0].path for book in seen.survey.notebooks):
        # A notebook that is there and was not run is not one that is missing.
        return replace(evidence, evaluations=relabelled, execution=Execution(RunStatus.OK))
    return replace(evidence, evaluations=relabelled)


def _criterion(component: Component, criterion: Criterion, judged: Evidence, seen: _Seen) -> Item:
    title = say("{title} ({points} points)", title=show(criterion.title, 120), points=f"{criterion.points.normalize():f}")
    item = Item(show(component.title, 80), title, Verdict.NOTE, "", place=_where(criterion, seen))
    if criterion.check is None:
        return replace(item, text=say("marked by staff"))
    if criterion.check == "committed_in_time" and seen.setting.deadline is None:
        when = show(judged.submission.committed_at, 60)
        return replace(item, text=say("by its own clock the commit is of {when}; know your deadline", when=when))
    if seen.quick and criterion.check not in _NEEDS_NO_RUN:
        return replace(item, text=say("not known without running the notebook"), advice=say("leave out --quick"))
    return _judged(item, criterion, judged, seen)


def _where(criterion: Criterion, seen: _Seen) -> Place | None:
    """Return the cell that failed, for the criterion that asks whether the notebook runs."""
    cell, path = seen.evidence.execution.failing_cell, seen.evidence.choices[0].path
    book = next((one for one in seen.survey.notebooks if one.path == path), None)
    return book.place(cell) if criterion.check == "notebook_runs" and book and cell is not None else None


def _judged(item: Item, criterion: Criterion, judged: Evidence, seen: _Seen) -> Item:
    finding = all_checks()[criterion.check or ""].find(judged, criterion.options)
    if seen.quick and finding.earns_nothing and not judged.evaluations and criterion.check in _OF_DIGITS:
        text = say("no model is committed; what the notebook writes is not known")
        return replace(item, text=text, advice=say("leave out --quick"))
    found = replace(item, text=show(finding.reason.replace("held-out digits", "public digits"), 600))
    if finding.value is None:
        return found
    if criterion.bands and criterion.check in _OF_DIGITS:
        return _banded(found, criterion, finding, judged, seen)
    return _shared(found, criterion, finding, judged)


def _shared(item: Item, criterion: Criterion, finding: Finding, judged: Evidence) -> Item:
    """Finish an item whose value is a share of the points."""
    points = measured(criterion, finding, {}).points
    if points is None:  # bands that name a reference model, which nobody here has measured
        return item
    title = say(
        "{title} ({points} of {most} points)",
        title=show(criterion.title, 120), points=f"{float(points):.4g}", most=f"{criterion.points.normalize():f}",
    )  # fmt: skip
    if points == criterion.points:
        return replace(item, title=title, verdict=Verdict.OK)
    # A long line is worth a word, not a push that is stopped: style counts as trouble where it costs half of its points or more.
    mild = criterion.check == "code_style" and points * 2 > criterion.points
    return replace(item, title=title, verdict=Verdict.NOTE if mild else Verdict.NEEDS_WORK, advice=_advice(criterion, judged))


def _banded(item: Item, criterion: Criterion, finding: Finding, judged: Evidence, seen: _Seen) -> Item:
    """Finish an item whose points depend on digits that nobody here has: say the value, and whether it beats guessing."""
    if finding.earns_nothing:
        return replace(item, verdict=Verdict.NEEDS_WORK, advice=_advice(criterion, judged))
    found = chosen_evaluation(judged, criterion.options.get("model", "committed"))
    if criterion.check != "accuracy" or isinstance(found, Finding):
        return replace(item, verdict=Verdict.OK)
    low, high = found.interval
    text = say(
        "{accuracy} on {digits}{where} (95 % interval {low} to {high})",
        accuracy=f"{found.correct / found.samples:.4f}", digits=seen.digits, low=f"{low:.4f}", high=f"{high:.4f}",
        where="" if found.model == "committed" else say(" by the model that the notebook writes"),
    )  # fmt: skip
    if low <= max(found.class_counts) / found.samples:
        why = say("{what}, no better than always giving the same answer, on every input scale that was tried", what=text)
        return replace(item, verdict=Verdict.NEEDS_WORK, text=why, advice=_advice(criterion, judged))
    more = say("{what}; expect less on the digits that count, which nobody has published", what=text)
    return replace(item, verdict=Verdict.OK, text=more)


def _advice(criterion: Criterion, judged: Evidence) -> str:
    return advice(criterion.check or "", judged.execution.status)


def _failed(evidence: Evidence) -> bool:
    statuses = [evidence.submission.status, evidence.execution.status, *(one.status for one in evidence.evaluations)]
    return RunStatus.INTERNAL_ERROR in statuses
