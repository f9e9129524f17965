"""The whole course: fetch and measure every group, keep the evidence, judge it, write the gradebook and the reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from grader.checks import all_checks
from grader.checks.class_standing import with_standing
from grader.core.environment import BuiltEnvironment
from grader.core.errors import InputError
from grader.core.evidence import Evidence
from grader.core.heldout import HeldOut
from grader.core.roster import Group
from grader.core.scores import Adjustment, Mark, State
from grader.core.show import show
from grader.core.targets import targets
from grader.course_run import CourseRun, Listener, failed
from grader.executors.executor import Executor, Task
from grader.exports.csv_gradebook import csv_gradebook, write_gradebook
from grader.gradebook.difference import Change, difference
from grader.gradebook.lock import lock
from grader.gradebook.secret import secret
from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder, read_course_folder
from grader.intake.did_you_mean import did_you_mean
from grader.intake.sealed import seal
from grader.intake.training_folder import write_training_folder
from grader.judge import judge
from grader.measure import EXECUTED
from grader.provenance import importable_modules, provenance
from grader.reports.write_reports import write_reports
from grader.sandbox.environment_build import find_environment
from grader.sandbox.job import Sandbox
from grader.steps.bench import Bench
from grader.steps.spoiled import spoil
from grader.yardsticks import yardsticks

ENVIRONMENTS = Path(".grader", "environments")


@dataclass(frozen=True)
class Graded:
    """The course as it stands: marks, the evidence behind them, what moved since the last time, and where to read it."""

    marks: tuple[Mark, ...]
    evidence: Mapping[str, Evidence]
    yardsticks: Mapping[str, float]
    changes: tuple[Change, ...] = ()
    measured: int = 0
    kept: int = 0
    out: Path = field(default=Path("out"))

    @property
    def exit_status(self) -> int:
        """0 everything is graded, 1 some group needs staff, 3 this machine failed for some group."""
        if any(failed(evidence) for evidence in self.evidence.values()):
            return 3
        return int(any(mark.state is not State.FULLY_GRADED for mark in self.marks))


def open_course(folder: Path) -> CourseFolder:
    """Read the course folder and find every file of it right, or raise InputError."""
    return read_course_folder(folder.resolve(), checks={name: check.options for name, check in all_checks().items()})


def grade_course(
    course: CourseFolder,
    sandbox: Callable[[Path], Sandbox],
    executor: Executor,
    *,
    groups: Sequence[str] = (),
    again: bool = False,
    listen: Listener = lambda _group, _stage: None,
    allow: Sequence[str] = ("https", "ssh", "file"),
    sandbox_of: Callable[[Path, BuiltEnvironment], Sandbox] | None = None,
) -> Graded:
    """Measure what is not measured yet, then judge everyone and write `out/`.

    `sandbox` makes a started sandbox, given the folder of training data; `sandbox_of` one for an environment of the course.
    `groups` limits the run to some; `again` measures also what is known. What is measured is kept at once, so an
    interrupted run goes on where it stopped.
    """
    chosen = _chosen(course, groups)
    heldout, training = course.heldout(), course.training()
    environments = tuple(find_environment(one, course.folder / ENVIRONMENTS) for one in course.file.environments)
    with lock(course.folder), Store.open(course.folder) as store, ExitStack() as stack:
        data = write_training_folder(training, course.folder / ".grader" / "training")
        policy = course.file.policy
        offered = write_training_folder(seal(training, secret(course.folder)), data.parent) if _sealed(course) else data
        walled = _closing(stack, sandbox(offered))
        others = {one.name: _closing(stack, sandbox_of(offered, one)) for one in environments} if sandbox_of else {}
        bench = Bench(
            sandbox=walled,
            limits=course.file.limits,
            heldout=heldout,
            training=training,
            now=_now,
            provenance=provenance(walled.name, heldout.sha256, course.file.limits),
            notebook_patterns=course.rubric.notebook,
            model_patterns=course.rubric.model,
            modules=importable_modules(),
            environments=environments,
            environment_sandboxes=others,
            policy=policy,
            spoiled=spoil(heldout) if policy.robustness else (),
        )
        listen("", "measuring the reference models")
        cache = course.folder / ".grader" / "reference_models"
        yardsticks(
            course.rubric, heldout, training, store=store, sandbox=walled, data=data, cache=cache, on_stage=partial(listen, "")
        )
        run = CourseRun(course, store, bench, again, listen, tuple(allow))
        number = store.start_run(_now())
        took = store.durations()
        executor.run([Task(group.id, group, took.get(group.id, 60.0)) for group in chosen], run.group, run.ended)
        stack.close()
        graded = replace(_judge(course, store, heldout, training.sha256), measured=run.measured, kept=run.kept)
        _write(course, store, graded, heldout)
        store.finish_run(number, _now(), graded.exit_status)
        return graded


def _closing(stack: ExitStack, sandbox: Sandbox) -> Sandbox:
    stack.callback(sandbox.close)
    return sandbox


def judge_course(course: CourseFolder, *, write: bool = True) -> Graded:
    """Judge the stored evidence again; no notebook runs. With `write` false nothing is written."""
    heldout = course.heldout()
    with lock(course.folder) if write else nullcontext(), Store.open(course.folder) as store:
        graded = _judge(course, store, heldout, course.training().sha256)
        if write:
            _write(course, store, graded, heldout)
        return graded


def adjust_course(course: CourseFolder, adjustment: Adjustment) -> Graded:
    """Keep a number set by staff and write the gradebook anew; InputError, with nothing kept, while a run holds the course."""
    heldout = course.heldout()
    with lock(course.folder), Store.open(course.folder) as store:
        store.add_adjustment(adjustment)
        graded = _judge(course, store, heldout, course.training().sha256)
        _write(course, store, graded, heldout)
        return graded


def _chosen(course: CourseFolder, names: Sequence[str]) -> list[Group]:
    known = {group.id: group for group in course.roster.groups}
    unknown = [name for name in names if name not in known]
    if unknown:
        hint = did_you_mean(unknown[0], tuple(known), kind="groups")
        raise InputError(f"there is no group called {show(unknown[0], 60)!r}", file=course.file.roster, hint=hint)
    return [known[name] for name in names] if names else list(known.values())


def _judge(course: CourseFolder, store: Store, heldout: HeldOut, training_sha256: str) -> Graded:
    measured = {group.id: found for group in course.roster.groups if (found := store.latest(group.id))}
    evidence = with_standing(measured, heldout.labels.tolist(), _models(course), sealed=_sealed(course))
    known = store.yardsticks(heldout.sha256, training_sha256)
    marks = judge(
        course.rubric, course.roster, evidence, course.exam,
        yardsticks=known, deadline=course.file.deadline, adjustments=store.adjustments(),
    )  # fmt: skip
    return Graded(marks, evidence, known, difference(store.remembered_marks(), marks), out=course.folder / "out")


def _models(course: CourseFolder) -> set[str]:
    """Return which models the rubric's accuracy criteria read, as their option names them."""
    criteria = (criterion for leaf in course.rubric.leaves() for criterion in leaf.criteria)
    return {str(one.options.get("model", "committed")) for one in criteria if one.check == "accuracy"} or {"first_found"}


def _sealed(course: CourseFolder) -> bool:
    """Say whether notebooks see a sealed test split: what the course says, else only of MNIST."""
    stated = course.file.policy.sealed
    return course.file.training_data == "mnist" if stated is None else stated


def _write(course: CourseFolder, store: Store, graded: Graded, heldout: HeldOut) -> None:
    """Write the gradebook, the machine-readable summary and the reports; remember the marks for the next difference."""
    notebooks = {}
    for group, evidence in graded.evidence.items():
        path = store.artefact(evidence.submission.commit, EXECUTED) if evidence.submission.commit else None
        if path is not None:
            notebooks[group] = path.read_bytes()
    graded.out.mkdir(exist_ok=True)
    write_gradebook(graded.out / "gradebook.csv", csv_gradebook(course.rubric, course.roster, graded.marks))
    write_reports(
        graded.out,
        course.rubric,
        course.roster,
        graded.marks,
        graded.evidence,
        yardsticks=graded.yardsticks,
        generated_at=_now(),
        sandbox=", ".join(sorted({one.provenance.sandbox for one in graded.evidence.values()})),
        notebooks=notebooks,
        deadline=course.file.deadline,
        durations=store.durations(),
        heldout=heldout,
        code=course.file.language,
    )
    store.remember_marks(graded.marks)


def known_targets(course: CourseFolder) -> Mapping[str, Decimal]:
    """Return what an adjustment may name: criteria, components and 'total', each with its maximum."""
    return targets(course.rubric, course.exam)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def evidence_json(evidence: Evidence) -> str:
    """Return the evidence as indented JSON."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - only this command needs it

    return json.dumps(TypeAdapter(Evidence).dump_python(evidence, mode="json"), indent=2, ensure_ascii=False)
