"""The whole course: fetch and measure every group, keep the evidence, judge it, write the gradebook and the reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from grader.checks import all_checks
from grader.core.environment import BuiltEnvironment
from grader.core.errors import InputError
from grader.core.evidence import Provenance
from grader.core.extension import Extension
from grader.core.rekey import Rekey
from grader.core.roster import Group
from grader.core.scores import Adjustment
from grader.core.show import show
from grader.core.targets import targets
from grader.core.uncollected import uncollected
from grader.course_run import Listener
from grader.executors.executor import Executor, Task
from grader.gradebook.lock import lock
from grader.gradebook.store import Store
from grader.gradebook.stored import stored
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder, read_course_folder
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.check_rekeys import check_rekeys
from grader.intake.exam.read_exam import read_exam
from grader.judge_stored import judge_stored, training_sha256
from grader.measuring import measuring
from grader.sandbox.job import Sandbox
from grader.write_out import write_out


def open_course(folder: Path) -> CourseFolder:
    """Read the course folder and find every file of it right, or raise InputError."""
    home = folder.resolve()
    checks = {name: check.options for name, check in all_checks().items()}
    return read_course_folder(home, checks=checks, rekeys=stored(home, Store.rekeys, ()))


def grade_course(  # noqa: PLR0913 - each choice of a run arrives by name
    course: CourseFolder,
    sandbox: Callable[[Path], Sandbox],
    executor: Executor,
    *,
    groups: Sequence[str] = (),
    again: bool = False,
    listen: Listener = lambda _group, _stage: None,
    allow: Sequence[str] = ("https", "ssh", "file"),
    sandbox_of: Callable[[Path, BuiltEnvironment], Sandbox] | None = None,
    where: Callable[[Provenance], Provenance] = lambda here: here,
) -> Graded:
    """Measure what is not measured yet, then judge everyone and write `out/`.

    `sandbox` makes a started sandbox, given the folder of training data; `sandbox_of` one for an environment of the course.
    `where` says, from a group's thread, with what it is measured when that is not here.
    `groups` limits the run to some; `again` measures also what is known. What is measured is kept at once, so an
    interrupted run goes on where it stopped. Where nothing has changed, no sandbox starts.
    """
    chosen, heldout = chosen_groups(course, groups), course.heldout()
    course.training_identity()  # a file that is wrong or not there is said before anything is written
    with (
        lock(course.folder),
        measuring(
            course, sandbox, again=again, listen=listen, allow=allow, sandbox_of=sandbox_of, where=where, heldout=heldout
        ) as session,
    ):
        run, took = session.run, session.run.store.durations()
        for name in run.deadlines.names:  # where one commit counts at two of them, it is measured once
            waiting = [group for group in chosen if not run.stands(name, group)]
            if any(run.needs_sandbox(group) for group in waiting):
                session.warm()
            tasks = [Task(group.id, group, took.get(group.id, 60.0)) for group in waiting]
            executor.run(tasks, partial(run.group, name), partial(run.ended, name))
        return session.finish()


def judge_course(course: CourseFolder, *, write: bool = True) -> Graded:
    """Judge the stored evidence again; no notebook runs. With `write` false nothing is written."""
    with lock(course.folder, brief=True) if write else nullcontext(), Store.open(course.folder) as store, uncollected():
        return _judged(course, store, write=write)


def adjust_course(course: CourseFolder, *adjustments: Adjustment) -> Graded:
    """Keep numbers set by staff and write the gradebook anew; InputError, with none kept, while a run holds the course."""
    with lock(course.folder, brief=True), Store.open(course.folder) as store:
        store.add_adjustments(adjustments)
        return _judged(course, store)


def extend_course(course: CourseFolder, extension: Extension) -> Graded:
    """Give a group or a student more time and write the gradebook anew; what now counts is measured by the next grade-all."""
    with lock(course.folder, brief=True), Store.open(course.folder) as store:
        store.add_extension(extension)
        return _judged(course, store)


def rekey_course(course: CourseFolder, changes: Sequence[Rekey], *, write: bool = True) -> Graded:
    """Keep changes to the exam's answer key and write the gradebook anew; with `write` false nothing is kept or written.

    Raises InputError, and keeps nothing, where a change does not fit the key, or while a run holds the course.
    """
    if course.file.exam is None or course.file.exam.key is None:
        hint = "name one in course.yaml: exam: {file: exam.csv, key: exam-key.yaml}"
        raise InputError("the exam has no answer key", file=course.folder / "course.yaml", hint=hint)
    check_rekeys(course.file.exam.key, stored(course.folder, Store.rekeys, ()), changes)
    with lock(course.folder, brief=True) if write else nullcontext(), Store.open(course.folder) as store:
        exam = read_exam(course.file.exam, course.roster, (*store.rekeys(), *changes))
        course = replace(course, exam=exam)
        graded = _judged(course, store, write=False)
        if write:
            store.add_rekeys(changes)
            write_out(course, store, graded, course.heldout())
        return graded


def _judged(course: CourseFolder, store: Store, *, write: bool = True) -> Graded:
    heldout = course.heldout()
    graded = judge_stored(course, store, heldout, training_sha256(course, store, write=write), write=write)
    if write:
        write_out(course, store, graded, heldout)
    return graded


def chosen_groups(course: CourseFolder, names: Sequence[str]) -> list[Group]:
    """Return the groups of these names, or all; raise InputError for a name that is none of the roster's."""
    known = {group.id: group for group in course.roster.groups}
    unknown = [name for name in names if name not in known]
    if unknown:
        hint = did_you_mean(unknown[0], tuple(known), kind="groups")
        raise InputError(f"there is no group called {show(unknown[0], 60)!r}", file=course.file.roster, hint=hint)
    return [known[name] for name in names] if names else list(known.values())


def known_targets(course: CourseFolder) -> Mapping[str, Decimal]:
    """Return what an adjustment may name: criteria, components and 'total', each with its maximum."""
    return targets(course.rubric, course.exam)
