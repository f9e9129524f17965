"""Notebooks behind a wall that shows them one card. The cards are made up; walls, processes and kernels are not."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.core.limits import NEVER
from grader.sandbox.choose import NO_WALL, choose_sandbox
from grader.sandbox.conformance import conformance
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.gpus.gpu import Gpu
from grader.sandbox.gpus.gpu_runs import GpuRuns, on_gpu, sees_card
from grader.sandbox.gpus.lending import Lending
from grader.sandbox.job import Job
from grader.sandbox.server_process import ServerPlan

Card = Callable[..., Gpu]
NODE = "/dev/fuse"  # stands for a card's device file: no wall shows it otherwise
LOOK = f"import os; print(os.environ['CUDA_VISIBLE_DEVICES'], os.path.exists({NODE!r}))"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(NODE).exists(), reason="no device file that could stand for a card's"),
]


@pytest.fixture
def runs(plan: ServerPlan, driver: Any) -> Iterator[Callable[..., GpuRuns]]:
    made: list[GpuRuns] = []

    def make(*gpus: Gpu, sees: Callable[[Any], str] | None = lambda _: "", hear: Callable[[str], None] = print) -> GpuRuns:
        made.append(GpuRuns(choose_sandbox("bubblewrap", plan), Lending(gpus, driver, hear), sees))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_notebook_sees_its_card_and_what_needs_none_sees_nothing(
    runs: Callable[..., GpuRuns], card: Card, attack: Callable[..., Any], driver: Any
) -> None:
    gpu = card("a", (NODE,))
    sandbox = runs(gpu)
    driver.used[gpu.id] = 100
    grown = threading.Timer(0.5, lambda: driver.used.update({gpu.id: 350}))
    grown.start()
    ran = attack([LOOK, "import time; time.sleep(2)", "print(os.environ['TF_FORCE_GPU_ALLOW_GROWTH'])"], sandbox=sandbox)
    assert ran.status == "OK", ran.run.execution
    assert ran.answers() == [f"{gpu.id} True", "", "true"]
    assert (ran.run.execution.gpu, ran.run.execution.gpu_bytes) == ("Card a", 250)
    never = attack([LOOK], sandbox=sandbox, gpu=NEVER)
    assert never.answers() == ["-1 False"]
    assert (never.run.execution.gpu, never.run.execution.gpu_bytes) == ("", 0)


def test_two_notebooks_never_meet_on_a_card(
    runs: Callable[..., GpuRuns], card: Card, attack: Callable[..., Any], at_once: Any
) -> None:
    sandbox = runs(card("a"))
    cell = "import time; begun = time.time(); time.sleep(1); print(begun, time.time())"
    ran = at_once(lambda _name: attack([cell], sandbox=sandbox).answers()[0].split(), "xyz")
    spans = sorted((float(begun), float(ended)) for begun, ended in ran.values())
    assert all(earlier[1] < later[0] for earlier, later in itertools.pairwise(spans))


def test_a_run_whose_card_failed_is_repeated_on_another_whatever_the_notebook_says(
    runs: Callable[..., GpuRuns], card: Card, attack: Callable[..., Any], driver: Any
) -> None:
    told: list[str] = []
    first, second = card("first"), card("second")
    sandbox = runs(first, second, hear=told.append)
    cells = [
        "import os",
        "import time; time.sleep(2)",
        f"assert os.environ['CUDA_VISIBLE_DEVICES'] != {first.id!r}, 'CUDA_ERROR_ECC_UNCORRECTABLE'",
    ]
    failing = threading.Timer(1.0, lambda: driver.wrong.update({first.id: "Card first counts 1 memory error"}))
    failing.start()
    ran = attack(cells, sandbox=sandbox)
    assert (ran.status, ran.run.execution.gpu) == ("OK", "Card second")
    assert told == ["set aside: Card first counts 1 memory error"]
    claims = attack(["raise RuntimeError('CUDA_ERROR_ECC_UNCORRECTABLE: uncorrectable ECC error')"], sandbox=sandbox)
    assert (claims.status, claims.run.execution.gpu) == ("CELL_ERROR", "Card second")
    driver.wrong[second.id] = "Card second fell off the bus"
    with pytest.raises(MachineError, match="no graphics card is left"):
        attack(["1"], sandbox=sandbox)


def test_where_no_framework_computes_on_the_card_notebooks_run_as_if_there_were_none(
    runs: Callable[..., GpuRuns], card: Card, attack: Callable[..., Any]
) -> None:
    told: list[str] = []
    sandbox = runs(card("a", (NODE,)), sees=None, hear=told.append)
    for _ in range(2):
        ran = attack([LOOK], sandbox=sandbox)
        assert (ran.answers(), ran.run.execution.gpu) == (["-1 False"], "")
    (said,) = told
    assert said.startswith("notebooks run on the CPU, not on Card a: tensorflow: it lists no GPU")
    assert "pip install 'grader[gpu]'" in said


def test_closing_ends_who_runs_on_a_card_and_who_waits_for_it(
    runs: Callable[..., GpuRuns], card: Card, attack: Callable[..., Any], at_once: Any
) -> None:
    sandbox = runs(card("a"))
    threading.Timer(2.0, sandbox.close).start()
    begun = time.monotonic()
    ended = at_once(lambda _name: attack(["import time; time.sleep(60)"], sandbox=sandbox, seconds=90), "xy")
    assert all(isinstance(one, MachineError) for one in ended.values())
    assert time.monotonic() - begun < 20


def test_the_wall_around_a_card_holds(card: Card) -> None:
    with ForkServer(on_gpu(ServerPlan(), card("a", (NODE,))), name="bubblewrap", fresh=True) as wall:
        assert [reply for reply in conformance(wall) if not reply.no] == []


def test_without_a_wall_the_variable_alone_says_which_card(
    card: Card, plan: ServerPlan, driver: Any, attack: Callable[..., Any]
) -> None:
    gpu = card("a")
    with GpuRuns(choose_sandbox(NO_WALL, plan), Lending([gpu], driver), lambda _: "") as sandbox:
        ran = attack(["import os; print(os.environ['CUDA_VISIBLE_DEVICES'])"], sandbox=sandbox)
    assert ran.answers() == [gpu.id]


def test_what_computes_on_a_card_is_tried_in_the_environment_itself(fresh: ForkServer) -> None:
    assert sees_card(fresh).startswith("tensorflow: it lists no GPU")
    assert fresh.run(Job("gpu_seen")).document["seen"] == []
