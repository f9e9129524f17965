"""A course on a machine with cards: its evidence, its pages, and what the commands do where nothing computes on them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.core.environment import BuiltEnvironment
from grader.course import grade_course, open_course
from grader.executors.serial import Serial
from grader.gradebook.store import Store
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.gpus.gpu import Gpu
from grader.sandbox.gpus.gpu_runs import GpuRuns
from grader.sandbox.gpus.lending import Lending
from grader.sandbox.job import Sandbox
from grader.sandbox.server_process import server_plan

pytestmark = pytest.mark.slow(seconds=110)


@pytest.fixture
def sample(new_sample_course: Callable[..., Any], tmp_path: Path) -> Path:
    folder, _ = new_sample_course("good-dense-784")
    course = open_course(folder)
    heldout, training = course.heldout(), course.training()
    with Store.open(folder) as store:  # the reference models, whose building would take longer than all the rest
        for name, share in {"constant": 0.1, "linear": 0.9, "cnn": 0.96}.items():
            store.put_yardstick(heldout.sha256, training.sha256, name, correct=int(share * len(heldout)), samples=len(heldout))
    return Path(shutil.copytree(folder, tmp_path / "course"))


def test_evidence_says_on_which_card_a_notebook_ran_and_it_earns_what_it_earns_without(
    sample: Path, tmp_path: Path, card: Callable[..., Gpu], driver: Any, grader_process: Any, sandbox_options: tuple[str, ...]
) -> None:
    without = Path(shutil.copytree(sample, tmp_path / "without"))
    assert grader_process("grade-all", "-C", without, *sandbox_options).status == 1  # nobody has an exam mark

    def start(data: Path, environment: BuiltEnvironment | None = None) -> Sandbox:
        kind = sandbox_options[-1] if sandbox_options else None
        return GpuRuns(choose_sandbox(kind, server_plan(data, environment)), Lending([card("a")], driver), lambda _: "")

    graded = grade_course(open_course(sample), start, Serial(), sandbox_of=start)
    found = graded.evidence["good-dense-784"]
    assert (found.execution.gpu, found.provenance.device) == ("Card a", "Card a")
    assert (sample / "out" / "gradebook.csv").read_bytes() == (without / "out" / "gradebook.csv").read_bytes()
    assert any("Card a" in page.read_text(encoding="utf-8") for page in (sample / "out").rglob("good-dense-784.html"))
    assert "Card a: " in grader_process("evidence", "good-dense-784", "-C", sample).out
    known = grader_process("grade-all", "-C", sample, *sandbox_options)  # a machine without a card measures nothing anew
    assert "0 groups measured, 1 known before" in known.out.replace("\n", " ")


def test_cards_on_which_nothing_computes_are_said_and_not_waited_for(
    sample: Path, nvml: Any, grader_process: Any, sandbox_options: tuple[str, ...]
) -> None:
    nvml.say("GPU-never-lent H100 80000 0 0 0 0")
    ended = grader_process("grade-all", "-C", sample, *sandbox_options, **nvml.environment)
    assert ended.status == 1, ended.err
    assert "grader: notebooks run on the CPU, not on H100: tensorflow: it lists no GPU" in ended.err
    with Store.open(sample) as store:
        found = store.latest("good-dense-784")
    assert found is not None
    assert (found.execution.gpu, found.provenance.device) == ("", "cpu")


def test_a_driver_that_does_not_answer_ends_the_run_before_anything_is_measured(
    sample: Path, nvml: Any, grader_process: Any, sandbox_options: tuple[str, ...]
) -> None:
    nvml.say("GPU-lost H100 80000 0 0 15 0")
    ended = grader_process("grade-all", "-C", sample, *sandbox_options, **nvml.environment)
    assert ended.status == 3
    assert "the graphics card 0 does not answer: GPU is lost" in ended.err
    assert "gpu: never" in ended.err
    assert not (sample / "out").exists()


def test_the_doctor_names_the_cards_and_asks_the_wall_around_one(
    nvml: Any, grader_process: Any, sandbox_options: tuple[str, ...]
) -> None:
    nvml.say("GPU-doctor-1 H100 80000 0 0 0 0", "GPU-doctor-2 A100 40000 0 0 0 0")
    ended = grader_process("doctor", "--quick", "--format", "json", *sandbox_options, **nvml.environment)
    assert ended.status == 0, ended.out
    said = json.loads(ended.out)
    assert [(one["name"], one["memory_bytes"]) for one in said["gpus"]] == [("H100", 80_000_000_000), ("A100", 40_000_000_000)]
    assert all("it lists no GPU" in one["not_used"] for one in said["gpus"])
    asked = [reply["question"] for reply in said["questions"]]
    assert len(asked) == 2 * len(set(asked))
