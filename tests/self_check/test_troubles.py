"""What works on its author's machine only: a table of troubles, each said without running anything and without TensorFlow."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from grader.core.checklist import Checklist, Verdict
from grader.core.limits import Limits
from grader.core.rubric import Course
from grader.core.training_data import TrainingData
from grader.sandbox.job import Sandbox
from grader.self_check import Setting, self_check

MODULES = frozenset({"keras", "numpy"})
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 1234\n"


def book(*cells: str, numbers: tuple[int | None, ...] = ()) -> str:
    """Return a notebook of these code cells, with the numbers that Jupyter gave them when they last ran."""
    made = [
        {"cell_type": "code", "execution_count": number, "metadata": {}, "outputs": [], "source": source}
        for source, number in zip(cells, numbers or (None,) * len(cells), strict=True)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1)


@dataclass
class Work:
    """A group's clone, and what its self-check says."""

    folder: Path
    rubric: Course
    digits: TrainingData
    sandbox: Callable[[Path, bool], Sandbox]

    def git(self, command: str) -> None:
        subprocess.run(["git", "-C", str(self.folder), *shlex.split(command)], check=True, capture_output=True)

    def write(self, **files: str | bytes) -> None:
        for name, content in files.items():
            path = self.folder / name.replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, **files: str | bytes) -> None:
        self.write(**files)
        self.git("add -A")
        self.git("commit -q -m work")

    def check(self, setting: Setting | None = None) -> Checklist:
        setting = setting or Setting(MODULES)
        limits = Limits(seconds=60)
        return self_check(self.folder, self.rubric, lambda: self.digits, self.sandbox, limits, quick=True, setting=setting)


@pytest.fixture
def work(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rubric: Course,
    digits: TrainingData,
    bare_sandbox: Callable[[Path, bool], Sandbox],
) -> Work:
    """Return a clone of a group's repository on a server, with one notebook pushed."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ana")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ana@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "server.git")], check=True)
    subprocess.run(["git", "clone", "-q", str(tmp_path / "server.git"), str(tmp_path / "work")], check=True, capture_output=True)
    made = Work(tmp_path / "work", rubric, digits, bare_sandbox)
    made.git("checkout -q -b main")
    made.commit(digits_dot_ipynb=book("import keras", "x = 1"))
    made.git("push -q -u origin main")
    return made


TITLES = ("Paths", "Packages", "Everything is committed", "Size of files", "Pushed", "Commit to grade")


def test_a_repository_without_these_troubles_has_none_of_them(work: Work) -> None:
    verdicts = {item.title: item.verdict for item in work.check().items}
    assert {title: verdicts[title] for title in TITLES} == dict.fromkeys(TITLES, Verdict.OK)
    assert {"Google Colab", "Order of the cells", "Files the grader gets", "submission.yaml"}.isdisjoint(verdicts)


def _windows_path(work: Work) -> None:
    work.commit(digits_dot_ipynb=book("import keras", "open(r'C:\\Users\\ana\\seven.png')"))


def _home_path(work: Work) -> None:
    work.commit(digits_dot_ipynb=book("import keras\nkeras.models.load_model('/home/ana/model.h5')"))


def _drive(work: Work) -> None:
    work.commit(digits_dot_ipynb=book("x = 1", "open('/content/drive/MyDrive/digits.npz')"))


def _colab(work: Work) -> None:
    work.commit(digits_dot_ipynb=book("from google.colab import drive", "drive.mount('/content/drive')"))


def _package(work: Work) -> None:
    work.commit(digits_dot_ipynb=book("import keras", "import seaborn as sns"))


def _order(work: Work) -> None:
    work.commit(digits_dot_ipynb=book("a = 1", "b = a", "a = 2", numbers=(7, 2, 8)))


def _pointer(work: Work) -> None:
    work.commit(digits_dot_npz=POINTER)


def _not_added(work: Work) -> None:
    work.write(model_dot_h5=b"a model")


def _ignored(work: Work) -> None:
    work.commit(_dot_gitignore="# no data\n*.h5\n")
    work.write(model_dot_h5=b"a model")


def _over_100_mb(work: Work) -> None:
    with (work.folder / "model.h5").open("wb") as model:
        model.truncate(150_000_000)


def _over_100_mb_committed(work: Work) -> None:
    with (work.folder / "digits.npz").open("wb") as digits:
        digits.truncate(150_000_000)
    work.commit()


def _dirty(work: Work) -> None:
    work.write(digits_dot_ipynb=book("import keras", "x = 2"))


def _not_pushed(work: Work) -> None:
    work.commit(README_dot_md="Our work")


def _other_branch(work: Work) -> None:
    work.git("remote set-head origin main")
    work.git("checkout -q -b try-dropout")


def _misspelt(work: Work) -> None:
    work.commit(submission_dot_yaml="notebok: digits.ipynb\n")


@pytest.mark.parametrize(
    ("trouble", "title", "verdict", "says", "advises"),
    [
        (_windows_path, "Paths", "needs work", "C:\\Users\\ana\\seven.png (cell 2)", "relative to the notebook"),
        (_home_path, "Paths", "needs work", "/home/ana/model.h5 (cell 1)", "relative to the notebook"),
        (_drive, "Paths", "needs work", "/content/drive/MyDrive/digits.npz (cell 2)", "relative to the notebook"),
        (_colab, "Google Colab", "needs work", "exists in Colab only", "try block"),
        (_package, "Packages", "needs work", "seaborn (cell 2)", "ask your course"),
        (_order, "Order of the cells", "note", "cell 2 was last run before a cell above it", "restart the kernel"),
        (_pointer, "Files the grader gets", "needs work", "Git LFS pointer", "git lfs uninstall"),
        (_not_added, "Everything is committed", "needs work", "model.h5 is not in the commit", "git add model.h5"),
        (_ignored, "Everything is committed", "needs work", "ignored by .gitignore:2: *.h5", "git add -f model.h5"),
        (_over_100_mb, "Everything is committed", "needs work", "150 MB, and GitHub refuses", "network smaller"),
        (_over_100_mb_committed, "Size of files", "needs work", "150 MB; GitHub refuses files over 100 MB", "network smaller"),
        (_dirty, "Everything is committed", "needs work", "changed since the commit: digits.ipynb", "git add digits.ipynb"),
        (_not_pushed, "Pushed", "needs work", "1 commit is not in origin/main yet", "git push"),
        (_other_branch, "Commit to grade", "needs work", "the grader takes the branch main", "merge your work into main"),
        (_misspelt, "submission.yaml", "needs work", "notebok", ""),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)  # fmt: skip
def test_a_trouble_is_named_with_what_to_do(
    work: Work, trouble: Callable[[Work], None], title: str, verdict: str, says: str, advises: str
) -> None:
    trouble(work)
    found = [item for item in work.check().items if item.title == title and says in item.text]
    assert [(item.verdict, advises in item.advice) for item in found] == [(verdict, True)]


def test_what_the_course_installs_is_not_missing(work: Work) -> None:
    _package(work)
    (packages,) = [one for one in work.check(Setting(MODULES | {"seaborn"})).items if one.title == "Packages"]
    assert packages.verdict is Verdict.OK


@pytest.mark.parametrize(
    ("deadline", "verdict", "says"),
    [
        ("2000-01-01T00:00+08:00", Verdict.NOTE, "days after 2000-01-01 00:00+08:00"),
        ("2999-01-01T00:00+08:00", Verdict.OK, "before 2999-01-01 00:00+08:00; it must be pushed by then too"),
    ],
)
def test_a_published_deadline_is_held_against_the_commit(work: Work, deadline: str, verdict: Verdict, says: str) -> None:
    (found,) = [
        one for one in work.check(Setting(MODULES, deadline=datetime.fromisoformat(deadline))).items if one.title == "Deadline"
    ]
    assert (found.verdict, says in found.text) == (verdict, True)


def test_nothing_is_said_of_branches_where_they_say_nothing(work: Work) -> None:
    _not_pushed(work)
    assert not [one for one in work.check(Setting(MODULES, commit_only=True)).items if one.title == "Pushed"]
