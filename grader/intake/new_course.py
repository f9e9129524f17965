"""A new course folder, with every key of course.yaml explained."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from grader.core.errors import InputError
from grader.core.needs_digits import needs_digits
from grader.core.rubric import Course
from grader.core.show import show
from grader.intake.asked_weights import asked_weights, with_weights
from grader.intake.course_file import read_course_file
from grader.intake.did_you_mean import did_you_mean
from grader.intake.resources import resources
from grader.intake.rubric import read_rubric
from grader.intake.starter_text import starter_text

_COURSE = """\
# What `grader grade-all` reads first. Paths start at this folder.
course: {title}
rubric: {rubric:<28}# a name that comes with the grader, or a path such as ./rubric.yaml
deadline: {deadline:<26}# the newest commit up to here counts; a time zone is required
roster: roster.csv                  # student_id,name,email,group,repository
{deadlines}
# commit: newest                    # late commits count too, as late; without it the newest one in time does
# extensions: extensions.csv        # who has longer: who,until,by,component,reason,author
# push_events: events.json          # when GitHub or GitLab received what was pushed, as it lists it
# exam: exam.csv                    # a Google Forms export, or student_id,points
{digits}heldout: heldout.npz                # images (n,28,28) uint8, labels (n,): yours alone, never shown to a notebook
training_data: mnist                # what notebooks find offline: mnist, digits28, or the path of an .npz in Keras's layout
limits: {{time: 20 min, memory: 4 GB}}
# sealed: true                      # notebooks see another test split than the published one; so it is for mnist
# models: {{lambda: refuse, which: named}}
# robustness: true                  # measure how models do on spoiled digits
# environment: requirements.txt     # notebooks run with these packages; build them with: grader env build
# feedback: {{held_out: rounded, a_day: 3}}   # of held-out results before the deadline; also after_deadline, never
# git: {{time: 2 min, files: 5000}}
# language: zh-Hant                 # what reports are written in: en, de, zh-Hans or zh-Hant
"""
_ROSTER = "student_id,name,email,group,repository\n"
_FURTHER = "# deadlines: {proposal: 2026-11-01T23:59+08:00}   # further ones, for components of the rubric that name one"
_IGNORED = "# What must not leave this machine, and what is made anew.\nheldout.npz\n.grader/\nout/\n"
_DEADLINE = "2027-01-08T23:59+08:00"


def make_new_course(
    folder: Path,
    rubric: str,
    *,
    checks: Mapping[str, frozenset[str]],
    title: str = "My course",
    deadline: str = _DEADLINE,
    weights: Mapping[str, Decimal] | None = None,
    workflow: bool = False,
) -> Path:
    """Write course.yaml and an empty roster.csv into a new folder; return the path of course.yaml.

    Where the rubric leaves weights open, `weights` (by path of ids) fills them, and the rubric is written beside as rubric.yaml.
    Where it names further deadlines, they are `deadline` until somebody moves them; where it measures no model, the course
    file's held-out set is a comment. `workflow` adds a GitHub workflow that grades on a runner of your own, and a .gitignore.

    Raises:
        InputError: with nothing written, where the folder is not empty, or the rubric, a weight or the deadline is wrong.
    """
    source = rubric_named(rubric)
    if folder.exists() and any(folder.iterdir()):
        raise InputError("the folder is not empty", file=folder, hint="name a new folder")
    own = with_weights(source, weights or {}) if asked_weights(source) or weights else ""
    scheme = _read(own or source.read_text(encoding="utf-8"), checks)
    files = {
        "roster.csv": _ROSTER,
        "course.yaml": _COURSE.format(
            digits="" if needs_digits(scheme) else "# ",
            title=json.dumps(title, ensure_ascii=False),
            rubric="./rubric.yaml" if own else rubric,
            deadline=deadline,
            deadlines=_deadlines(scheme, deadline),
        ),
    } | ({"rubric.yaml": own} if own else {})
    _check(files, source.parent)
    if workflow:
        files |= {".github/workflows/grade.yml": starter_text("grade-all.yml"), ".gitignore": _IGNORED}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "course.yaml"


def rubric_named(name: str) -> Path:
    """Return the file of a rubric that comes with the grader; raises InputError where there is none of that name."""
    known = {path.stem: path for path in resources("rubrics").glob("*.yaml")}
    if name not in known:
        raise InputError(f"there is no rubric called {show(name, 60)!r}", hint=did_you_mean(name, tuple(known), kind="rubrics"))
    return known[name]


def _deadlines(rubric: Course, deadline: str) -> str:
    """Return the line of course.yaml that states the further deadlines which the rubric names."""
    names = dict.fromkeys(leaf.deadline for leaf in rubric.leaves() if leaf.deadline)
    stated = ", ".join(f"{name}: {deadline}" for name in names)
    return f"deadlines: {{{stated}}}     # of parts of the rubric: move them" if names else _FURTHER


def _read(text: str, checks: Mapping[str, frozenset[str]]) -> Course:
    """Read a rubric that is not written yet."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary, "rubric.yaml")
        path.write_text(text, encoding="utf-8")
        try:
            return read_rubric(path, checks=checks)
        except InputError as error:
            raise InputError(error.what, hint=error.hint) from None


def _check(files: Mapping[str, str], rubrics: Path) -> None:
    """Read what would be written, as the grader will."""
    with tempfile.TemporaryDirectory() as temporary:
        for name, text in {**files, "heldout.npz": ""}.items():
            Path(temporary, name).write_text(text, encoding="utf-8")
        try:
            read_course_file(Path(temporary, "course.yaml"), rubrics=rubrics)
        except InputError as error:
            raise InputError(error.what, hint=error.hint) from None
