"""What the tests of self-check share: the digits, the rubric, and sandboxes that many checks use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.checks import all_checks
from grader.core.rubric import Course
from grader.core.training_data import TrainingData
from grader.intake.dataset import training_data
from grader.intake.resources import resources
from grader.intake.rubric import read_rubric
from grader.intake.training_folder import write_training_folder
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.server_process import ServerPlan


@dataclass
class Shared:
    """A sandbox that several checks use one after another: closing it is for the end of the tests."""

    inner: Sandbox
    name: str = "none"

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:
        return self.inner.run(job, on_event)

    def close(self) -> None:
        pass


@pytest.fixture(scope="session")
def digits() -> TrainingData:
    return training_data("digits28", folder=Path(), keras_home=Path())


@pytest.fixture(scope="session")
def rubric() -> Course:
    checks = {name: check.options for name, check in all_checks().items()}
    return read_rubric(resources("rubrics") / "ncku-deep-learning.yaml", checks=checks)


@pytest.fixture(scope="module")
def sandbox(digits: TrainingData, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path, bool], Sandbox]]:
    """Return what gives a check the one sandbox that has TensorFlow loaded."""
    folder = tmp_path_factory.mktemp("shared")
    data = write_training_folder(digits, folder / "training")
    (folder / ".keras").mkdir()
    (folder / ".keras" / "datasets").symlink_to(data / "keras")
    variables = {"HOME": str(folder), "KERAS_HOME": str(folder / ".keras")}
    with choose_sandbox("none", ServerPlan(data=data, variables=variables)) as server:
        server.start()
        yield lambda _data, _model: Shared(server)


@pytest.fixture(scope="session")
def bare_sandbox() -> Iterator[Callable[[Path, bool], Sandbox]]:
    """Return what gives a check a sandbox that only looks at files: TensorFlow is not even imported."""
    with ForkServer(ServerPlan(walled=False, preload=("h5py", "survey")), name="none") as server:
        yield lambda _data, _model: Shared(server)
