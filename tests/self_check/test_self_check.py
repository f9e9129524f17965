"""A group's own check of its repository: real repositories, one sandbox, public digits only."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.errors import InputError, MachineError
from grader.core.limits import Limits
from grader.core.rubric import Course
from grader.core.training_data import TrainingData
from grader.intake.resources import resources
from grader.intake.sample_course import DEADLINE
from grader.intake.samples import materialise
from grader.intake.training_folder import write_training_folder
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.self_check import self_check

CASES = ("good-cnn", "cell-error", "no-model", "overwrites-model", "raw-pixels")
GIT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.org",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], env=GIT, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def item(checklist: Checklist, start: str) -> Item:
    (found,) = [one for one in checklist.items if one.title.startswith(start)]
    return found


def no_sandbox(_data: Path, _model: bool) -> Sandbox:
    raise AssertionError("nothing here is worth starting a sandbox for")


# Without a sandbox


def test_a_folder_in_no_repository_needs_work(tmp_path: Path, digits: TrainingData, rubric: Course) -> None:
    found = self_check(tmp_path, rubric, lambda: digits, no_sandbox, Limits())
    assert (found.exit_status, found.commit) == (1, "")
    assert "no Git repository" in found.items[0].text


def test_a_repository_without_a_commit_needs_work(tmp_path: Path, digits: TrainingData, rubric: Course) -> None:
    git(tmp_path, "init", "-q")
    assert "nothing is committed" in self_check(tmp_path, rubric, lambda: digits, no_sandbox, Limits()).items[0].text


def test_a_commit_that_the_grader_would_refuse_needs_work(tmp_path: Path, digits: TrainingData, rubric: Course) -> None:
    git(tmp_path, "init", "-q")
    for number in range(5001):
        (tmp_path / f"{number}.txt").touch()
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "data")
    found = self_check(tmp_path, rubric, lambda: digits, no_sandbox, Limits(), quick=True)
    assert found.exit_status == 1
    assert "5000 files" in found.items[0].text


def test_a_folder_that_is_not_there_is_the_readers_mistake(tmp_path: Path, digits: TrainingData, rubric: Course) -> None:
    with pytest.raises(InputError, match="no such folder"):
        self_check(tmp_path / "nowhere", rubric, lambda: digits, no_sandbox, Limits())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "grader data mnist"),
        ([], "--data digits28"),
        (["--data", "digits28", "--rubric", "ncku"], "ncku-deep-learning"),
        (["--data", "digits28", "--time", "20"], "such as 20 min"),
    ],
)
def test_a_wrong_argument_ends_with_2_and_says_what_to_write(
    grader: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], says: str
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    ended = grader("self-check", tmp_path, *arguments)
    assert ended.status == 2
    assert says in ended.err


# In one sandbox


@pytest.fixture(scope="module")
def samples(digits: TrainingData, sample_models: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("self-check")
    training = write_training_folder(digits, folder / "training")
    made = materialise(
        [resources("sample_submissions") / case for case in CASES],
        folder / "repositories",
        training=training / "keras" / "mnist.npz",
        cache=sample_models,
        deadline=DEADLINE,
    )
    return {sample.id: sample.repository for sample in made}


@pytest.fixture(scope="module")
def checked(
    samples: dict[str, Path], digits: TrainingData, rubric: Course, sandbox: Callable[[Path, bool], Sandbox]
) -> Callable[..., Checklist]:
    known: dict[tuple[str, bool], Checklist] = {}

    def check(case: str, *, quick: bool = False) -> Checklist:
        if (case, quick) not in known:
            known[case, quick] = self_check(samples[case], rubric, lambda: digits, sandbox, Limits(seconds=120), quick=quick)
        return known[case, quick]

    return check


@pytest.mark.slow
def test_work_by_the_book_needs_nothing(checked: Callable[..., Checklist], samples: dict[str, Path]) -> None:
    found = checked("good-cnn")
    assert found.exit_status == 0, found.items
    assert found.commit == git(samples["good-cnn"], "rev-parse", "HEAD")
    assert "(15 of 15 points)" in item(found, "The notebook runs").title
    assert "(10 of 10 points)" in item(found, "Everything the task asks").title
    assert "pixels 0 to 1" in item(found, "The model loads").text
    assert "297 public digits of digits28 (95 % interval" in item(found, "Accuracy").text
    assert item(found, "Running the notebook leads").verdict is Verdict.OK
    assert "without a sandbox" in item(found, "Where the notebook ran").text
    assert (item(found, "Final presentation").verdict, item(found, "Final presentation").text) == (
        Verdict.NOTE,
        "marked by staff",
    )


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_said_of_a_held_out_set(checked: Callable[..., Checklist], case: str) -> None:
    words = " ".join(f"{one.title} {one.text} {one.advice}" for one in checked(case, quick=True).items)
    assert "held-out" not in words.lower()


@pytest.mark.slow
def test_a_failing_cell_is_named_with_the_points_it_costs_and_so_is_the_path(checked: Callable[..., Checklist]) -> None:
    found = checked("cell-error")
    runs, paths = item(found, "The notebook runs"), item(found, "Paths")
    assert found.exit_status == 1
    assert (runs.verdict, "(11.25 of 15 points)" in runs.title, "FileNotFoundError" in runs.text) == (
        Verdict.NEEDS_WORK,
        True,
        True,
    )
    assert (paths.verdict, "C:/Users/student" in paths.text) == (Verdict.NEEDS_WORK, True)


@pytest.mark.slow
def test_a_model_that_is_missing_needs_work(checked: Callable[..., Checklist]) -> None:
    quick = checked("no-model", quick=True)
    assert item(quick, "Model").verdict is Verdict.NEEDS_WORK
    assert "missing: model" in item(quick, "Everything the task asks").text
    assert item(quick, "Accuracy").verdict is Verdict.NOTE


@pytest.mark.slow
def test_a_run_that_writes_another_model_needs_work_and_leaves_the_repository_alone(
    samples: dict[str, Path], snapshot: Any, checked: Callable[..., Checklist]
) -> None:
    before = snapshot(samples["overwrites-model"])
    found = checked("overwrites-model")
    assert snapshot(samples["overwrites-model"]) == before
    assert item(found, "Running the notebook leads").verdict is Verdict.NEEDS_WORK
    assert item(found, "Accuracy").verdict is Verdict.OK


@pytest.mark.slow
def test_the_input_scale_that_fits_is_said(checked: Callable[..., Checklist]) -> None:
    assert "pixels 0 to 255" in item(checked("raw-pixels", quick=True), "The model loads").text


@pytest.mark.slow
def test_a_quick_check_runs_nothing_and_says_what_it_does_not_know(checked: Callable[..., Checklist]) -> None:
    found = checked("good-cnn", quick=True)
    assert found.exit_status == 0
    assert item(found, "Everything the task asks").verdict is Verdict.OK
    for title in ("The notebook runs", "Running the notebook leads"):
        assert (item(found, title).verdict, item(found, title).advice) == (Verdict.NOTE, "leave out --quick")


@pytest.mark.slow
def test_a_check_that_the_machine_fails_is_nobodys_fault(samples: dict[str, Path], digits: TrainingData, rubric: Course) -> None:
    class Broken:
        name = "none"

        def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
            raise MachineError(f"the wall fell over {job.program} {on_event}")

        def close(self) -> None:
            pass

    with pytest.raises(MachineError, match="the wall fell over"):
        self_check(samples["good-cnn"], rubric, lambda: digits, lambda _data, _model: Broken(), Limits())


@pytest.mark.slow
def test_a_timeout_is_told_with_what_to_do(
    samples: dict[str, Path], digits: TrainingData, rubric: Course, sandbox: Callable[[Path, bool], Sandbox]
) -> None:
    found = self_check(samples["good-cnn"], rubric, lambda: digits, sandbox, replace(Limits(), seconds=1))
    runs = item(found, "The notebook runs")
    assert (runs.verdict, "time ran out" in runs.text, "fewer epochs" in runs.advice) == (Verdict.NEEDS_WORK, True, True)


# As a student would call it


@pytest.fixture
def clone(samples: dict[str, Path], tmp_path: Path) -> Path:
    """Return a student's clone of the group's repository on a server."""
    git(tmp_path, "clone", "-q", "--bare", str(samples["good-cnn"]), "server.git")
    git(tmp_path, "clone", "-q", str(tmp_path / "server.git"), "work")
    return tmp_path / "work"


@pytest.mark.slow
def test_the_command_says_what_only_git_knows(clone: Path, grader_process: Any, snapshot: Any) -> None:
    git(clone, "rm", "-q", "model.h5")
    (clone / ".gitignore").write_text("*.h5\n")
    git(clone, "add", ".gitignore")
    git(clone, "commit", "-q", "-m", "no large files")
    (clone / "model.h5").write_bytes(b"the model that was meant")
    notebook = clone / "digits.ipynb"
    notebook.write_bytes(notebook.read_bytes() + b"\n")
    before = snapshot(clone)
    ended = grader_process("self-check", clone, "--data", "digits28", "--quick", COLUMNS="80", NO_COLOR="1")
    assert ended.status == 1, ended.err
    assert snapshot(clone) == before
    lines = ended.out.splitlines()
    words = " ".join(" ".join(lines).split())
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in ended.out
    for said in (
        "changed since the commit: digits.ipynb", "ignored by .gitignore:1: *.h5", "git add -f model.h5",
        "1 commit is not in origin/main yet",
    ):  # fmt: skip
        assert said in words
    assert "need work (✗)" in lines[-1]


@pytest.mark.slow
@pytest.mark.skipif(find_bubblewrap() is None, reason="this machine has no wall")
def test_the_command_answers_in_json_from_below_the_top_and_behind_a_wall(
    clone: Path, grader_process: Any, snapshot: Any
) -> None:
    (clone / "notes").mkdir()
    before = snapshot(clone)
    ended = grader_process(
        "self-check", clone / "notes", "--data", "digits28", "--json", "--sandbox", "fork-server", "--time", "2 min"
    )
    assert ended.status == 0, ended.out + ended.err
    assert snapshot(clone) == before
    answer = json.loads(ended.out)
    assert (answer["commit"], answer["exit_status"]) == (git(clone, "rev-parse", "HEAD"), 0)
    assert {one["verdict"] for one in answer["items"]} == {"ok", "note"}
    assert {"topic", "title", "verdict", "text", "advice", "place"} == set(answer["items"][0])
