"""Read the course file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.core.environment import Environment
from grader.core.limits import Limits
from grader.core.policy import Policy
from grader.core.show import show
from grader.intake.dataset import TRAINING_NAMES
from grader.intake.did_you_mean import did_you_mean
from grader.intake.environments import read_environments
from grader.intake.git_limits import GitLimits
from grader.intake.languages import ENGLISH, languages
from grader.intake.limits import read_git_limits, read_limits
from grader.intake.located import Located
from grader.intake.located_yaml import read_yaml
from grader.intake.policy import POLICY_KEYS, read_policy

_DEADLINE = "2027-01-08T23:59+08:00"


@dataclass(frozen=True)
class CourseFile:
    """What `course.yaml` states. Every path is absolute and exists; `deadline` has a time zone.

    `training_data` is 'mnist', 'digits28' or the absolute path of an .npz; `language` is one that reports can be written in.
    """

    title: str
    rubric: str
    rubric_path: Path
    deadline: datetime
    roster: Path
    heldout: Path
    training_data: str
    exam: Path | None = None
    limits: Limits = field(default_factory=Limits)
    git: GitLimits = field(default_factory=GitLimits)
    environments: tuple[Environment, ...] = ()
    policy: Policy = field(default_factory=Policy)
    language: str = ENGLISH


def read_course_file(path: Path, *, rubrics: Path) -> CourseFile:
    """Return what the course file states; relative paths start at its folder, `rubrics` is the folder of built-in rubrics.

    Raises:
        InputError: with file, line and a hint, when a key is unknown or missing, a file it names is not there, or the
            deadline has no time zone.
    """
    required = ("course", "rubric", "deadline", "roster", "heldout", "training_data")
    optional = ("exam", "limits", "git", "environment", "environments", "language", *POLICY_KEYS)
    entries = read_yaml(path).fields(required=required, optional=optional)
    exam = entries.get("exam")
    return CourseFile(
        title=entries["course"].text(),
        rubric=entries["rubric"].text(),
        rubric_path=_rubric(entries["rubric"], rubrics),
        deadline=_deadline(entries["deadline"]),
        roster=_file(entries["roster"]),
        heldout=_file(entries["heldout"]),
        training_data=_training_data(entries["training_data"]),
        exam=None if exam is None or exam.kind == "nothing" else _file(exam, "remove the line until there is an exam file"),
        limits=read_limits(entries["limits"]) if "limits" in entries else Limits(),
        git=read_git_limits(entries["git"]) if "git" in entries else GitLimits(),
        environments=read_environments(entries.get("environment"), entries.get("environments")),
        policy=read_policy(entries),
        language=_language(entries["language"]) if "language" in entries else ENGLISH,
    )


def _file(value: Located, hint: str = "a relative path starts at the course file's folder") -> Path:
    path = (value.file.parent / Path(value.text()).expanduser()).resolve()
    if not path.is_file():
        raise value.error(f"{value.name}: there is no file {show(path)!r}", hint)
    return path


def _rubric(value: Located, rubrics: Path) -> Path:
    name = value.text()
    if "/" in name or name.endswith((".yaml", ".yml")):
        return _file(value)
    path = rubrics / f"{name}.yaml"
    if not path.is_file():
        known = [file.stem for file in rubrics.glob("*.yaml")]
        raise value.error(f"there is no rubric called {show(name, 60)!r}", did_you_mean(name, known, kind="rubrics"))
    return path.resolve()


def _deadline(value: Located) -> datetime:
    text = value.text(_DEADLINE)
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d|Z$)", "", text))
    except ValueError:
        raise value.error(f"the deadline {show(text, 60)!r} is not a date and time", f"write it as {_DEADLINE}") from None
    if moment.tzinfo is None:
        hint = f"add the difference to UTC, as in {_DEADLINE}"
        raise value.error(f"the deadline {show(text, 60)!r} has no time zone", hint)
    return moment


def _language(value: Located) -> str:
    code = value.text("zh-Hant")
    if code not in languages():
        hint = did_you_mean(code, languages(), kind="languages")
        raise value.error(f"reports cannot be written in the language {show(code, 30)!r}", hint)
    return code


def _training_data(value: Located) -> str:
    name = value.text("mnist")
    if name in TRAINING_NAMES:
        return name
    if "/" not in name and not name.endswith(".npz"):
        raise value.error(
            f"unknown training data {show(name, 60)!r}", did_you_mean(name, TRAINING_NAMES, kind="data, or a path to an .npz")
        )
    return str(_file(value))
