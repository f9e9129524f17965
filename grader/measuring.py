"""A course that is open for measuring: its store, its sandboxes and its yardsticks, until they are closed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from grader.core.documents import wanted_documents
from grader.core.environment import BuiltEnvironment
from grader.core.evidence import Provenance
from grader.core.heldout import HeldOut
from grader.core.once import once
from grader.course_run import CourseRun, Listener
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder, read_staff_files
from grader.judge_stored import judge_stored, sealed, training_sha256
from grader.measured_with import MeasuredWith
from grader.provenance import importable_modules, provenance
from grader.sandbox.environment_build import find_environment
from grader.sandbox.job import Sandbox
from grader.steps.bench import Bench
from grader.steps.spoiled import spoil
from grader.training_folders import training_folders
from grader.write_out import write_out
from grader.yardsticks import wanted_yardsticks, yardsticks

ENVIRONMENTS = Path(".grader", "environments")


@dataclass(frozen=True)
class Session:
    """What measuring needs, made once for many groups: `run` measures one and keeps what was measured."""

    run: CourseRun
    heldout: HeldOut
    training_sha256: str
    number: int
    warm: Callable[[], None]  # begins to start the sandbox, so that the first group waits less
    close: Callable[[], None]

    def judge(self) -> Graded:
        """Judge what is stored by now and write `out/`; the caller holds the course's lock.

        Measuring takes hours, a watch months: what staff wrote meanwhile in exam, ballots and ratings counts.
        Raises InputError, and writes nothing, where one of these files is wrong now.
        """
        run = self.run
        course = read_staff_files(run.course, run.store.rekeys())
        judged = judge_stored(course, run.store, self.heldout, self.training_sha256)
        graded = replace(judged, measured=run.measured, kept=run.kept)
        write_out(course, run.store, graded, self.heldout)
        return graded

    def finish(self) -> Graded:
        """End the sandboxes, judge, and note that this run over the course is done."""
        self.close()
        graded = self.judge()
        self.run.store.finish_run(self.number, now(), graded.exit_status)
        return graded


@contextmanager
def measuring(
    course: CourseFolder,
    sandbox: Callable[[Path], Sandbox],
    *,
    again: bool = False,
    listen: Listener = lambda _group, _stage: None,
    allow: Sequence[str] = ("https", "ssh", "file"),
    sandbox_of: Callable[[Path, BuiltEnvironment], Sandbox] | None = None,
    where: Callable[[Provenance], Provenance] = lambda here: here,
    heldout: HeldOut | None = None,
) -> Iterator[Session]:
    """Open the course for measuring, and measure the reference models where they are not known.

    `sandbox` makes a sandbox, given the folder of training data; `sandbox_of` one for an environment of the course. `where`
    says, from a group's thread, with what it is measured when that is not here; `heldout` is the course's, where it is read
    already.
    """
    heldout = course.heldout() if heldout is None else heldout
    environments = tuple(find_environment(one, course.folder / ENVIRONMENTS) for one in course.file.environments)
    with Store.open(course.folder) as store, ExitStack() as stack:
        sha256 = training_sha256(course, store)
        data, offered = training_folders(course, store, sha256, sealed=sealed(course))
        walled = _closing(stack, sandbox(offered))
        others = {one.name: _closing(stack, sandbox_of(offered, one)) for one in environments} if sandbox_of else {}
        using = measured_with(course, provenance(walled.name, heldout.sha256, course.file.limits), sha256, environments)
        bench = once(partial(_bench, course, using, heldout, walled, others))
        if wanted_yardsticks(course.rubric) - store.yardsticks(heldout.sha256, sha256).keys():
            listen("", "measuring the reference models")
            cache = course.folder / ".grader" / "reference_models"
            told = partial(listen, "")
            yardsticks(
                course.rubric, heldout, bench().training, store=store, sandbox=walled, data=data, cache=cache, on_stage=told
            )
        deadlines = course.deadlines(store.extensions())
        run = CourseRun(course, store, using, bench, again, listen, tuple(allow), deadlines, now, where)
        yield Session(run, heldout, sha256, store.start_run(now()), walled.start, stack.close)


def measured_with(
    course: CourseFolder, where: Provenance, training: str, environments: tuple[BuiltEnvironment, ...]
) -> MeasuredWith:
    """Return with what a course is measured: what its file says, the training data's hash, what runs here, what was built."""
    return MeasuredWith(
        course.file.limits,
        where.dataset_sha256,
        training,
        where,
        course.file.policy,
        course.rubric.notebook,
        course.rubric.model,
        wanted_documents(course.rubric),
        environments,
    )


def _bench(course: CourseFolder, using: MeasuredWith, heldout: HeldOut, sandbox: Sandbox, others: Mapping[str, Sandbox]) -> Bench:
    """Bring together what measuring needs, which takes seconds: the data, and what is installed here."""
    return Bench(
        sandbox=sandbox,
        limits=using.limits,
        heldout=heldout,
        training=course.training(),
        now=now,
        provenance=using.provenance,
        notebook_patterns=using.notebook_patterns,
        model_patterns=using.model_patterns,
        document_patterns=using.document_patterns,
        modules=importable_modules(),
        environments=using.environments,
        environment_sandboxes=others,
        policy=using.policy,
        spoiled=spoil(heldout) if using.policy.robustness and len(heldout) else (),
    )


def _closing(stack: ExitStack, sandbox: Sandbox) -> Sandbox:
    stack.callback(sandbox.close)
    return sandbox


def now() -> str:
    """Return the time as it is kept with what was measured."""
    return datetime.now(UTC).isoformat(timespec="seconds")
