"""The reference models' values on a held-out set: measured once, kept, and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError, MachineError
from grader.core.evidence import RunStatus
from grader.core.rubric import Band, Course
from grader.course import open_course
from grader.gradebook.store import Store
from grader.sandbox.job import Job, Outcome
from grader.yardsticks import yardsticks


class Wall:
    """A sandbox that fails to score whatever it is given, and remembers what that was."""

    name = "fork-server"

    def __init__(self, status: RunStatus = RunStatus.MEMORY) -> None:
        self.status = status
        self.asked: list[Job] = []

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:  # noqa: ARG002 - the protocol's
        self.asked.append(job)
        return Outcome(self.status, message="no memory left")

    def close(self) -> None:
        pass


def _ask(folder: Path, wall: Wall, rubric: Course | None = None, built: Path | None = None) -> dict[str, float]:
    opened = open_course(folder)
    with Store.open(folder) as store:
        return yardsticks(
            rubric or opened.rubric, opened.heldout(), opened.training(),
            store=store, sandbox=wall, data=folder / "no-such-data", cache=built or folder / ".grader" / "reference_models",
        )  # fmt: skip


def _with_band(rubric: Course, at: str) -> Course:
    """Return the rubric with another first band of the accuracy."""
    project, exam = rubric.components
    criteria = tuple(
        replace(one, bands=(Band(at, one.bands[0].points), *one.bands[1:])) if one.bands else one for one in project.criteria
    )
    return replace(rubric, components=(replace(project, criteria=criteria), exam))


def _built(folder: Path) -> Path:
    """Return a cache in which the three models are built already."""
    opened = open_course(folder)
    there = folder / "cache" / opened.training().sha256[:16]
    there.mkdir(parents=True)
    for name in ("constant", "linear", "cnn"):
        (there / f"{name}.h5").write_bytes(name.encode())
    return folder / "cache"


def test_what_is_known_of_this_set_is_not_measured_again(measured: Path) -> None:
    wall = Wall()
    assert _ask(measured, wall) == {"constant": 0.1, "linear": 0.8, "cnn": 0.95}
    assert wall.asked == []


def test_another_held_out_set_needs_its_own_values(measured: Path) -> None:
    import numpy as np

    with np.load(measured / "heldout.npz") as held:
        np.savez(measured / "heldout.npz", images=held["images"][:90], labels=held["labels"][:90])
    wall = Wall()
    with pytest.raises(MachineError):
        _ask(measured, wall, built=_built(measured))
    assert [job.inputs["model"] for job in wall.asked] == [b"cnn"]


def test_a_reference_model_that_cannot_be_scored_is_this_machines_fault(course: Path) -> None:
    with pytest.raises(MachineError, match=r"reference model cnn could not be scored: .*no memory left"):
        _ask(course, Wall(), built=_built(course))
    with Store.open(course) as store:
        opened = open_course(course)
        assert store.yardsticks(opened.heldout().sha256, opened.training().sha256) == {}


def test_the_labels_stay_outside(course: Path) -> None:
    wall = Wall()
    with pytest.raises(MachineError):
        _ask(course, wall, built=_built(course))
    assert set(wall.asked[0].inputs) == {"model", "images", "calibration_images", "calibration_labels"}
    public = open_course(course).training().y_train.tobytes()
    assert wall.asked[0].inputs["calibration_labels"] == public


def test_a_name_that_is_no_reference_model_is_refused_with_those_there_are(measured: Path) -> None:
    wall = Wall()
    with pytest.raises(InputError, match="no reference model") as caught:
        _ask(measured, wall, _with_band(open_course(measured).rubric, "resnet"))
    assert all(name in caught.value.hint for name in ("constant", "linear", "cnn"))
    assert wall.asked == []


def test_a_build_that_fails_says_why(course: Path) -> None:
    with pytest.raises(MachineError, match=r"could not be built: (.|\n)*no-such-data"):
        _ask(course, Wall())


def test_a_reference_model_that_is_to_be_beaten_is_measured_too(measured: Path) -> None:
    wall, rubric = Wall(), open_course(measured).rubric
    project, exam = rubric.components
    beats = replace(project.criteria[0], check="beats_reference", options={"reference": "resnet"})
    with pytest.raises(InputError, match="'resnet', which is no reference model"):
        _ask(measured, wall, replace(rubric, components=(replace(project, criteria=(beats, *project.criteria[1:])), exam)))
