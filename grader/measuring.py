"""A course that is open for measuring: its store, its sandboxes and its yardsticks, until they are closed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from grader.core.documents import wanted_documents
from grader.core.environment import BuiltEnvironment
from grader.core.heldout import HeldOut
from grader.course_run import CourseRun, Listener
from grader.gradebook.secret import secret
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.intake.sealed import seal
from grader.intake.training_folder import write_training_folder
from grader.judge_stored import judge_stored, sealed
from grader.provenance import importable_modules, provenance
from grader.sandbox.environment_build import find_environment
from grader.sandbox.job import Sandbox
from grader.steps.bench import Bench
from grader.steps.spoiled import spoil
from grader.write_out import write_out
from grader.yardsticks import yardsticks

ENVIRONMENTS = Path(".grader", "environments")


@dataclass(frozen=True)
class Session:
    """What measuring needs, made once for many groups: `run` measures one and keeps what was measured."""

    run: CourseRun
    heldout: HeldOut
    training_sha256: str
    number: int
    close: Callable[[], None]

    def judge(self) -> Graded:
        """Judge what is stored by now and write `out/`; the caller holds the course's lock."""
        run = self.run
        judged = judge_stored(run.course, run.store, self.heldout, self.training_sha256)
        graded = replace(judged, measured=run.measured, kept=run.kept)
        write_out(run.course, run.store, graded, self.heldout)
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
) -> Iterator[Session]:
    """Open the course for measuring: start the sandbox and measure the reference models where they are not known.

    `sandbox` makes a started sandbox, given the folder of training data; `sandbox_of` one for an environment of the course.
    """
    heldout, training = course.heldout(), course.training()
    environments = tuple(find_environment(one, course.folder / ENVIRONMENTS) for one in course.file.environments)
    with Store.open(course.folder) as store, ExitStack() as stack:
        data = write_training_folder(training, course.folder / ".grader" / "training")
        policy = course.file.policy
        offered = write_training_folder(seal(training, secret(course.folder)), data.parent) if sealed(course) else data
        walled = _closing(stack, sandbox(offered))
        others = {one.name: _closing(stack, sandbox_of(offered, one)) for one in environments} if sandbox_of else {}
        bench = Bench(
            sandbox=walled,
            limits=course.file.limits,
            heldout=heldout,
            training=training,
            now=now,
            provenance=provenance(walled.name, heldout.sha256, course.file.limits),
            notebook_patterns=course.rubric.notebook,
            model_patterns=course.rubric.model,
            document_patterns=wanted_documents(course.rubric),
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
        run = CourseRun(course, store, bench, again, listen, tuple(allow), course.deadlines(store.extensions()))
        yield Session(run, heldout, training.sha256, store.start_run(now()), stack.close)


def _closing(stack: ExitStack, sandbox: Sandbox) -> Sandbox:
    stack.callback(sandbox.close)
    return sandbox


def now() -> str:
    """Return the time as it is kept with what was measured."""
    return datetime.now(UTC).isoformat(timespec="seconds")
