"""Read the course file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.core.environment import Environment
from grader.core.feedback_policy import FeedbackPolicy
from grader.core.limits import Limits
from grader.core.policy import Policy
from grader.core.show import show
from grader.intake.dataset import TRAINING_NAMES
from grader.intake.did_you_mean import did_you_mean
from grader.intake.environments import read_environments
from grader.intake.exam.read_rules import read_exam_rules
from grader.intake.exam.rules import ExamRules
from grader.intake.existing_file import existing_file
from grader.intake.feedback_policy import read_feedback_policy
from grader.intake.git_limits import GitLimits
from grader.intake.languages import ENGLISH, languages
from grader.intake.limits import read_git_limits, read_limits
from grader.intake.located import Located
from grader.intake.located_moment import located_moment
from grader.intake.located_yaml import read_yaml
from grader.intake.policy import POLICY_KEYS, read_policy

_WITHOUT_A_WORD = "digits28"  # it needs no download


@dataclass(frozen=True)
class CourseFile:
    """What `course.yaml` states. Every path is absolute and exists; `deadline` and the named `deadlines` have a time zone.

    `heldout` is None where the course measures no model. `training_data` is 'mnist', 'digits28' or the absolute path of an
    .npz; `language` is one that reports can be written in. `feedback` is None where the course states nothing of it.
    """

    title: str
    rubric: str
    rubric_path: Path
    deadline: datetime
    roster: Path
    heldout: Path | None
    training_data: str
    exam: ExamRules | None = None
    limits: Limits = field(default_factory=Limits)
    git: GitLimits = field(default_factory=GitLimits)
    environments: tuple[Environment, ...] = ()
    policy: Policy = field(default_factory=Policy)
    deadlines: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Path | None = None
    push_events: Path | None = None
    newest: bool = False
    language: str = ENGLISH
    feedback: FeedbackPolicy | None = None


def read_course_file(path: Path, *, rubrics: Path) -> CourseFile:
    """Return what the course file states; relative paths start at its folder, `rubrics` is the folder of built-in rubrics.

    Raises:
        InputError: with file, line and a hint, when a key is unknown or missing, a file it names is not there, or the
            deadline has no time zone.
    """
    required = ("course", "rubric", "deadline", "roster")
    when = ("deadlines", "extensions", "push_events", "commit")
    what = ("heldout", "training_data", "exam", "limits", "git", "environment", "environments", "language", "feedback")
    optional = (*what, *when, *POLICY_KEYS)
    entries = read_yaml(path).fields(required=required, optional=optional)
    exam = entries.get("exam")
    return CourseFile(
        title=entries["course"].text(),
        rubric=entries["rubric"].text(),
        rubric_path=_rubric(entries["rubric"], rubrics),
        deadline=located_moment(entries["deadline"]),
        roster=existing_file(entries["roster"]),
        heldout=existing_file(entries["heldout"]) if "heldout" in entries else None,
        training_data=_training_data(entries["training_data"]) if "training_data" in entries else _WITHOUT_A_WORD,
        exam=None if exam is None or exam.kind == "nothing" else read_exam_rules(exam),
        limits=read_limits(entries["limits"]) if "limits" in entries else Limits(),
        git=read_git_limits(entries["git"]) if "git" in entries else GitLimits(),
        environments=read_environments(entries.get("environment"), entries.get("environments")),
        policy=read_policy(entries),
        deadlines=_deadlines(entries["deadlines"]) if "deadlines" in entries else {},
        extensions=existing_file(entries["extensions"]) if "extensions" in entries else None,
        push_events=existing_file(entries["push_events"]) if "push_events" in entries else None,
        newest="commit" in entries and entries["commit"].one_of(("in_time", "newest")) == "newest",
        language=_language(entries["language"]) if "language" in entries else ENGLISH,
        feedback=read_feedback_policy(entries["feedback"]) if "feedback" in entries else None,
    )


def _rubric(value: Located, rubrics: Path) -> Path:
    name = value.text()
    if "/" in name or name.endswith((".yaml", ".yml")):
        return existing_file(value)
    known = [file.stem for file in rubrics.glob("*.yaml")]
    if name not in known:
        raise value.error(f"there is no rubric called {show(name, 60)!r}", did_you_mean(name, known, kind="rubrics"))
    return (rubrics / f"{name}.yaml").resolve()


def _deadlines(value: Located) -> Mapping[str, datetime]:
    return {name: located_moment(one) for name, one in value.mapping().items()}


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
    return str(existing_file(value))
