"""The repository that a course hands out to its groups, to fill in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import metadata
from pathlib import Path
from string import Template

from grader.core.errors import InputError
from grader.core.forge import Forge
from grader.intake.course_file import CourseFile
from grader.intake.percent_notebook import percent_notebook
from grader.intake.starter_text import starter_text

_VERSIONS = ("tensorflow", "keras", "numpy", "matplotlib", "pandas", "scikit-learn")
_GITHUB, _GITLAB = ".github/workflows/self-check.yml", ".gitlab-ci.yml"
_NAMED = {"mnist", "digits28"}
_MOST_BYTES = 50 * 1024 * 1024  # GitHub warns over it


@dataclass(frozen=True)
class Starter:
    """What the repository says of its course. `rubric` and `data` are names, or the paths of files that are copied into it.

    `rubric` may be an https address too. `grader` is what pip installs: 'grader==1.2', or 'git+https://…'.
    """

    title: str = "Deep-learning project"
    rubric: str = "ncku-deep-learning"
    data: str = "mnist"
    time: str = ""
    deadline: datetime | None = None
    forge: Forge = Forge.GITHUB
    grader: str = ""


def starter_of(file: CourseFile) -> Starter:
    """Return what a course file says to its groups: its rubric and training data, never anything of its held-out set."""
    seconds = int(file.limits.seconds)
    time = f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"
    rubric = str(file.rubric_path) if "/" in file.rubric or file.rubric.endswith((".yaml", ".yml")) else file.rubric
    return Starter(file.title, rubric, file.training_data, time, file.deadline)


def write_starter(folder: Path, starter: Starter) -> tuple[Path, ...]:
    """Write the repository's files into a new folder, and return them.

    Raises:
        InputError: with nothing written, where the folder is not empty or a file that is to be copied is not there or too large.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError("the folder is not empty", file=folder, hint="name a new folder")
    copied = _copied(starter)
    own = replace(starter, rubric="./rubric.yaml") if "rubric.yaml" in copied else starter
    own = replace(own, data="training.npz") if "training.npz" in copied else own
    for name, text in _texts(own).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for name, source in copied.items():
        shutil.copyfile(source, folder / name)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _copied(starter: Starter) -> dict[str, Path]:
    wanted = {}
    if "://" not in starter.rubric and ("/" in starter.rubric or starter.rubric.endswith((".yaml", ".yml"))):
        wanted["rubric.yaml"] = Path(starter.rubric)
    if starter.data not in _NAMED:
        wanted["training.npz"] = Path(starter.data)
    for source in wanted.values():
        if not source.is_file():
            raise InputError("there is no such file", file=source)
        if source.stat().st_size > _MOST_BYTES:
            raise InputError("the file is too large for a repository", file=source, hint="publish it, and name --data mnist here")
    return wanted


def _texts(starter: Starter) -> dict[str, str]:
    values = _values(starter)
    names = {
        "README.md": "readme.txt", "submission.yaml": "submission.yaml", ".gitattributes": "gitattributes.txt",
        ".gitignore": "gitignore.txt", "requirements.txt": "requirements.txt",
    }  # fmt: skip
    if starter.forge in {Forge.GITHUB, Forge.BOTH}:
        names[_GITHUB] = "github.yml"
    if starter.forge in {Forge.GITLAB, Forge.BOTH}:
        names[_GITLAB] = "gitlab.yml"
    made = {path: Template(starter_text(name)).substitute(values) for path, name in names.items()}
    if starter.data == "training.npz":
        made[".gitignore"] += "!training.npz\n"
    return made | {"digits.ipynb": percent_notebook(starter_text("notebook.txt")), "grader.toml": _published(starter)}


def _values(starter: Starter) -> Mapping[str, str]:
    fetched = starter.data == "mnist"
    return {
        "title": " ".join(starter.title.split()),
        "until": f" before {starter.deadline.isoformat(' ', 'minutes')}" if starter.deadline else "",
        "versions": "\n".join(f"{name}=={metadata.version(name)}" for name in _VERSIONS),
        "grader": starter.grader or f"grader=={metadata.version('grader')}",
        "mnist": "\n      - run: grader data mnist" if fetched else "",
        "fetch": "\n    - grader data mnist" if fetched else "",
    }


def _published(starter: Starter) -> str:
    """Return the text of grader.toml."""
    stated = {"rubric": starter.rubric, "data": starter.data, "time": starter.time}
    # A text as JSON writes it is one as TOML reads it.
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in stated.items() if text]
    if starter.deadline:
        lines.append(f"deadline = {starter.deadline.isoformat()}")
    return "\n".join(["# What your course lays down for grader self-check.", *lines, ""])
